from annuaire.cli import main

raise SystemExit(main())

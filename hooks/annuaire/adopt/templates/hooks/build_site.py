from annuaire_directory.hooks.build_site import *  # noqa: F403 – le crochet du moteur

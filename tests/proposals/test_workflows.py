"""Every step of the workflows, run on a copy of the project with the events that forges send; gh and the web are played."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from string import Template

import pytest
import yaml

from annuaire.catalog.load import load_catalog
from annuaire.proposals.issue_forms import forms
from conftest import DATA, ROOT

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
EXPRESSIONS = {
    "github.token": "jeton", "needs.donnees.result": "success", "needs.site.result": "success", "matrix.tranche": "1",
    "needs.partager.outputs.nombre": "1",
}  # fmt: skip
GH = """#!{python}
import json, os, sys
with open(os.environ["GH_LOG"], "a") as log:
    log.write(json.dumps([os.environ.get("GH_TOKEN", ""), *sys.argv[1:]]) + "\\n")
if sys.argv[1:3] == ["issue", "list"]:
    print(os.environ.get("GH_ISSUE", ""))
if sys.argv[1:3] == ["pr", "list"]:
    print(os.environ.get("GH_NUMBERS" if "headRefName,isCrossRepository" in sys.argv else "GH_STATE", ""))
if sys.argv[1:3] == ["issue", "view"]:
    print(open(os.environ["GH_VIEW"]).read())
"""
ANNUAIRE = """#!{python}
import os, pathlib, sys
if sys.argv[1] == "liens" and sys.argv[2].startswith("-"):  # the web
    def value(name):
        return pathlib.Path(sys.argv[sys.argv.index(name) + 1])
    if "--etat" in sys.argv and os.environ.get("LIENS_ETAT"):
        value("--etat").write_text(os.environ["LIENS_ETAT"])
    if "--rapport" in sys.argv:
        value("--rapport").write_text("Rapport.")
    raise SystemExit(int(os.environ.get("LIENS_CODE", "0")))
sys.path.insert(0, {hooks!r})
from annuaire.cli import main
raise SystemExit(main())
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def load(path: Path) -> dict:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def steps(workflow: str) -> list[tuple[str, dict]]:
    """(job, step) of each « run: » of a workflow, in its order."""
    jobs = load(ROOT / f".github/workflows/{workflow}.yml")["jobs"]
    return [(name, step) for name, job in jobs.items() for step in job.get("steps", []) if "run" in step]


class Copy:
    """A checkout with its origin, as a runner has it; ``step`` runs a line as the runner's bash does."""

    def __init__(self, folder: Path) -> None:
        self.root, self.origin = folder / "copie", folder / "origine.git"
        ignored = shutil.ignore_patterns(".git", ".venv", "site", ".*cache", "__pycache__", ".hypothesis", "*.egg-info")
        shutil.copytree(ROOT, self.root, ignore=ignored)
        for name in ("mkdocs.yml", "resources.yaml"):
            shutil.copy(DATA / "autre" / name, self.root / name)
        for page in (self.root / "docs").glob("*.md"):  # docs/equipe/ is the engine's, as the tests are
            page.unlink()
        shutil.copytree(DATA / "autre/docs", self.root / "docs", dirs_exist_ok=True)
        for path, text in forms(load_catalog(self.root / "resources.yaml")).items():
            (self.root / path).write_text(text, encoding="utf-8")
        tools, played = self.root / ".venv/bin", folder / "joué"
        tools.mkdir(parents=True)
        for tool in Path(sys.executable).parent.iterdir():
            (tools / tool.name).symlink_to(tool)
        (tools / "annuaire").unlink()
        played.mkdir()
        for path, text in ((tools / "annuaire", ANNUAIRE), (played / "gh", GH)):
            path.write_text(text.format(python=sys.executable, hooks=str(self.root / "hooks")))
            path.chmod(0o755)
        for stamp in ("pip", "site", "test", "browser"):
            (self.root / ".venv" / stamp).touch()
        self.log, self.output, self.summaries = folder / "gh.jsonl", folder / "sortie", folder / "resumes"
        self.summaries.mkdir()
        self.env = {
            "PATH": f"{played}:{os.environ['PATH']}", "HOME": str(folder), "LANG": "C.UTF-8", "GH_LOG": str(self.log),
            "GITHUB_ACTIONS": "true", "GITHUB_OUTPUT": str(self.output),
            "PORT": str(free_port()), "PYTEST_ADDOPTS": "--collect-only", "PYTHONDONTWRITEBYTECODE": "1", "MYPY_CACHE_DIR": str(ROOT / ".mypy_cache"),
            "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "init.defaultBranch", "GIT_CONFIG_VALUE_0": "main",
        }  # fmt: skip
        self.git("init", "--quiet", "--bare", str(self.origin))
        self.git("init", "--quiet")
        self.git("remote", "add", "origin", self.origin.as_uri())
        self.commit("Un début")
        self.git("push", "--quiet", "origin", "main")

    def play_linkchecker(self) -> None:
        """It went through this site once: the next weeks would wait for it in vain."""
        played = self.root / ".venv/bin/linkchecker"
        played.unlink()
        played.symlink_to(shutil.which("true"))

    def git(self, *arguments: str) -> str:
        return subprocess.run(
            ["git", *arguments], cwd=self.root, env=self.env, capture_output=True, text=True, check=True, timeout=30
        ).stdout

    def commit(self, message: str) -> None:
        self.git("add", "--all")
        identity = ("-c", "user.name=Essai", "-c", "user.email=essai@exemple.fr")
        self.git(*identity, "commit", "--quiet", "--message", message)

    def step(self, step: dict, event: str, **environment: str) -> subprocess.CompletedProcess[str]:
        env = {name: re.sub(r"\$\{\{ (.+?) \}\}", lambda m: EXPRESSIONS[m[1]], str(value))
               for name, value in step.get("env", {}).items()}  # fmt: skip
        summary = self.summaries / f"{len(list(self.summaries.iterdir()))}.md"
        summary.touch()
        env |= {
            "GITHUB_STEP_SUMMARY": str(summary),
            "GITHUB_EVENT_PATH": str(DATA / "evenements" / f"{event}.json"),
        } | environment
        return subprocess.run(
            ["bash", "-e", "-c", step["run"]],
            cwd=self.root,
            env=self.env | env,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def run(self, workflow: str, event: str, **environment: str) -> list[list[str]]:
        """Run every step of a workflow; return the calls to gh, without the token that each must carry."""
        self.log.write_text("")
        for _, step in steps(workflow):
            done = self.step(step, event, **environment)
            assert done.returncode == 0, (step["run"], done.stdout, done.stderr)
        calls = [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]
        assert all(call[0] == "jeton" for call in calls)
        return [call[1:] for call in calls]


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_is_thin_and_trusts_nobody(path: Path) -> None:
    text, workflow = path.read_text(encoding="utf-8"), load(path)
    assert workflow["permissions"] == {}
    assert "secrets." not in text
    for used in re.findall(r"uses: (.*)", text):
        assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", used)
    triggers = workflow[True]  # YAML 1.1 reads « on » as true
    for name, job in workflow["jobs"].items():
        assert job["timeout-minutes"] <= 60, name
        for step in job["steps"]:
            if "run" in step:
                assert "${{" not in step["run"]
                assert re.match(r"(make|\.venv/bin/annuaire|test) .+\Z", step["run"])
            if "checkout" in step.get("uses", ""):
                assert step["with"]["persist-credentials"] is False
        if "pull_request" in triggers:
            assert set(job["permissions"].values()) <= {"read"}
            assert "GH_TOKEN" not in json.dumps(job)
    assert "pull_request_target" not in triggers
    assert "workflow_run" not in triggers


def test_one_hash_for_each_action() -> None:
    used = {line for path in WORKFLOWS for line in re.findall(r"uses: (.*)", path.read_text(encoding="utf-8"))}
    assert len(used) == len({line.partition("@")[0] for line in used})


def test_a_fork_s_pull_request(copy: Copy) -> None:
    catalog = copy.root / "resources.yaml"
    text = catalog.read_text(encoding="utf-8")
    catalog.write_text(f"{text}\n  - title: Un abri\n    category: terrain\n", encoding="utf-8")
    copy.commit("Proposer un abri")
    assert copy.run("verifier", "demande-depuis-un-fork") == []
    assert "Rapport." in "".join(path.read_text(encoding="utf-8") for path in copy.summaries.iterdir())
    assert (copy.root / "site/terrain/index.html").is_file()
    catalog.write_text(text.replace("title: Carte", "titre: Carte"), encoding="utf-8")
    done = [copy.step(step, "demande-depuis-un-fork") for job, step in steps("verifier") if job == "donnees"]
    assert [step.returncode for step in done][1] == 1
    assert "vouliez-vous dire « title »" in done[1].stdout
    assert not list(copy.root.rglob("pirate"))


@pytest.mark.parametrize(("donnees", "site", "code"), [
    ("success", "success", 0), ("failure", "skipped", 1), ("success", "failure", 1), ("success", "cancelled", 1),
])  # fmt: skip
def test_the_conclusion(donnees: str, site: str, code: int) -> None:
    step = next(step for job, step in steps("verifier") if job == "conclusion")
    env = {"DONNEES": donnees, "SITE": site}
    assert set(env) == set(step["env"])
    assert subprocess.run(["bash", "-e", "-c", step["run"]], env=env, check=False).returncode == code


def again(copy: Copy) -> None:
    """Each run of a workflow has a clone of its own."""
    copy.git("switch", "--quiet", "--force", "main")
    copy.git("branch", "--quiet", "-D", "proposition-12")


def answer_of(copy: Copy) -> str:
    return (copy.root / ".proposition/avis.md").read_text(encoding="utf-8")


OPENED = ["auth setup-git", "pr list", "pr create", "workflow run", "issue comment"]
EDITED = ["auth setup-git", "pr list", "workflow run", "issue comment"]
REFUSED = ["auth setup-git", "pr list", "issue comment"]


def names(calls: list[list[str]]) -> list[str]:
    return [" ".join(call[:2]) for call in calls]


def test_from_the_form_to_a_correct_commit(copy: Copy) -> None:
    before = (copy.root / "resources.yaml").read_text(encoding="utf-8")
    calls = copy.run("propositions", "proposition")
    branch = "proposition-12"
    assert names(calls) == OPENED
    assert "Closes #12" in calls[2][-1]
    assert calls[3] == ["workflow", "run", "verifier.yml", "--ref", branch]
    assert calls[4][:3] == ["issue", "comment", "12"]
    assert "Merci" in answer_of(copy)
    fetched = copy.git("--git-dir", str(copy.origin), "log", "--format=%an %s", "--stat", f"main..{branch}")
    assert "github-actions[bot] Ajouter la ressource proposée (#12)" in fetched
    assert "1 file changed, 6 insertions(+)" in fetched or "1 file changed, 7 insertions(+)" in fetched
    assert copy.git("show", "origin/main:resources.yaml") == before
    assert load_catalog(copy.root / "resources.yaml").resources[-1].title == "Le compost au pied de l’immeuble"
    # The author edits the form: the same branch, the same pull request.
    again(copy)
    assert names(copy.run("propositions", "proposition", GH_STATE="OPEN")) == EDITED
    # From valid to invalid, and back: the last answer is the true one.
    again(copy)
    assert names(copy.run("propositions", "proposition-hostile", GH_STATE="OPEN")) == ["issue comment"]
    assert "cette adresse" in answer_of(copy)
    assert "garde votre version d’avant" in answer_of(copy)
    assert names(copy.run("propositions", "proposition", GH_STATE="OPEN")) == EDITED
    assert "Merci" in answer_of(copy)


@pytest.mark.parametrize("state", ["CLOSED", "MERGED"])
def test_what_a_person_has_closed_stays_closed(copy: Copy, state: str) -> None:
    assert names(copy.run("propositions", "proposition", GH_STATE=state)) == REFUSED
    assert "close par une personne" in answer_of(copy)
    assert "proposition-12" not in copy.git("ls-remote", "--heads", "origin")


def test_a_person_s_commit_is_never_written_over(copy: Copy) -> None:
    copy.run("propositions", "proposition")
    catalog = copy.root / "resources.yaml"
    catalog.write_text(catalog.read_text(encoding="utf-8").replace("Le compost", "Le bon compost"), encoding="utf-8")
    copy.commit("Un meilleur titre")
    copy.git("push", "--quiet", "origin", "proposition-12")
    kept = copy.git("ls-remote", "--heads", "origin", "proposition-12")
    again(copy)
    assert names(copy.run("propositions", "proposition", GH_STATE="OPEN")) == REFUSED
    assert "sa version est gardée" in answer_of(copy)
    assert copy.git("ls-remote", "--heads", "origin", "proposition-12") == kept


@pytest.mark.parametrize("same", [False, True])
def test_a_published_proposal_makes_the_others_begin_again(copy: Copy, same: bool) -> None:
    """Same category: without conflict, on the new catalogue. Same address: its author is told."""
    copy.run("propositions", "proposition")
    again(copy)
    url = "https://exemple.fr/compost" if same else "https://exemple.fr/autre"
    with (copy.root / "resources.yaml").open("a", encoding="utf-8") as catalog:
        catalog.write(f"\n  - title: Une autre\n    category: semer\n    url: {url}\n")
    copy.commit("Une autre proposition, publiée")
    copy.git("push", "--quiet", "origin", "main")
    issue = json.loads((DATA / "evenements/proposition.json").read_text(encoding="utf-8"))["issue"]
    view = copy.root.parent / "vue.json"
    view.write_text(json.dumps({"issue": issue | {"state": "OPEN"}}), encoding="utf-8")
    calls = copy.run("reprises", "publication", GH_STATE="OPEN", GH_NUMBERS="12", GH_VIEW=str(view))
    assert names(calls[:2]) == ["pr list", "issue view"]
    assert names(calls[2:]) == (["issue comment"] if same else EDITED)
    assert ("donne déjà cette adresse" in answer_of(copy)) == same
    assert (copy.git("--git-dir", str(copy.origin), "merge-base", "main", "proposition-12").strip()
            == copy.git("rev-parse", "main").strip()) is not same  # fmt: skip


def test_a_crash_is_red_and_an_empty_answer_is_not_posted(copy: Copy) -> None:
    tool = copy.root / ".venv/bin/annuaire"
    verify, reply = (step for _, step in steps("propositions") if "EVENEMENT" in step["run"])
    for code, text, failing in ((70, "x", verify), (1, "", reply)):
        tool.write_text(f"#!/bin/sh\nprintf '{text}'\nexit {code}\n")
        for step in (verify, reply)[: 1 + (failing is reply)]:
            assert bool(copy.step(step, "proposition").returncode) == (step is failing), code
    assert "comment" not in (copy.log.read_text(encoding="utf-8") if copy.log.exists() else "")


def test_a_hostile_form_gets_an_answer_and_nothing_else(copy: Copy) -> None:
    before = (copy.root / "resources.yaml").read_bytes()
    calls = copy.run("propositions", "proposition-hostile")
    assert [call[:3] for call in calls] == [["issue", "comment", "12"]]
    answer = (copy.root / ".proposition/avis.md").read_text(encoding="utf-8")
    assert "Adresse : cette adresse" in answer
    assert (copy.root / "resources.yaml").read_bytes() == before
    assert copy.git("ls-remote", "--heads", "origin").count("\n") == 1
    assert not list(copy.root.rglob("pirate"))


def test_hostile_words_are_only_words(copy: Copy) -> None:
    copy.run("propositions", "proposition-hostile-mais-valable")
    found = load_catalog(copy.root / "resources.yaml").resources
    assert len(found) == 3
    assert found[-1].title.startswith("$(touch pirate) touch pirate ${{ github.token }}")
    assert not list(copy.root.rglob("pirate"))


def test_an_enormous_issue(copy: Copy, tmp_path: Path) -> None:
    event = json.loads((DATA / "evenements/proposition.json").read_text(encoding="utf-8"))
    event["issue"]["body"] += "é" * 1_000_000
    path = tmp_path / "enorme.json"
    path.write_text(json.dumps(event), encoding="utf-8")
    done = copy.step({"run": f"make proposition EVENEMENT={path}"}, "proposition")
    assert done.returncode == 0
    assert "trop long" in done.stdout


def test_an_event_that_is_no_issue_stops_at_once(copy: Copy) -> None:
    for number in ("$(touch pirate)", "12; touch pirate", None):
        event = {"issue": {"number": number, "created_at": "2026-11-23T08:15:00Z", "body": "### Titre"}}
        (copy.root / "e.json").write_text(json.dumps(event), encoding="utf-8")
        assert copy.step({"run": "make proposition EVENEMENT=e.json"}, "proposition").returncode != 0
    assert not list(copy.root.rglob("pirate"))


def state(code: str) -> str:
    one = {"state": code, "code": 404 if code == "dead" else 200, "reason": "", "final": "", "proposed": "",
           "last_ok": "2026-11-02", "first_failed": "", "last_checked": "2026-11-23", "streak": 0}  # fmt: skip
    return json.dumps({"urls": {"https://friches.exemple.fr/carte": one}})


def test_the_weeks_of_the_links(copy: Copy) -> None:
    def branch() -> list[str]:
        heads = copy.git("ls-remote", "--heads", "origin", "etat-des-liens")
        return (
            copy.git("--git-dir", str(copy.origin), "log", "--format=%s", "etat-des-liens").splitlines()
            if heads
            else []
        )

    assert branch() == []
    kinds = ("issue", "label", "workflow")
    calls = [c for c in copy.run("liens", "semaine", LIENS_ETAT=state("dead"), LIENS_CODE="1") if c[0] in kinds]
    assert [call[:2] for call in calls] == [
        ["issue", "list"],
        ["label", "create"],
        ["issue", "create"],
        ["workflow", "run"],
    ]
    assert branch() == ["État des liens"]
    copy.play_linkchecker()
    calls = [
        c for c in copy.run("liens", "semaine", LIENS_ETAT=state("dead"), LIENS_CODE="1", GH_ISSUE="4") if c[0] in kinds
    ]
    assert [call[:3] for call in calls][1] == ["issue", "edit", "4"]
    kept = branch()
    # An empty week: nothing new, nothing to mend.
    calls = [c for c in copy.run("liens", "semaine", LIENS_ETAT=state("ok"), GH_ISSUE="4") if c[0] in kinds]
    assert [call[:3] for call in calls][1] == ["issue", "close", "4"]
    assert len(branch()) == len(kept) + 1
    calls = [c for c in copy.run("liens", "semaine", LIENS_ETAT=state("ok")) if c[0] in kinds]
    assert [call[:2] for call in calls] == [["issue", "list"], ["workflow", "run"]]
    assert len(branch()) == len(kept) + 1
    assert copy.git("ls-tree", "--name-only", "origin/etat-des-liens").split() == ["liens.json"]


def test_a_week_without_network_keeps_the_memory(copy: Copy) -> None:
    copy.play_linkchecker()
    copy.run("liens", "semaine", LIENS_ETAT=state("ok"))
    failed = [copy.step(step, "semaine", LIENS_CODE="3") for _, step in steps("liens") if "tranche" in step["run"]]
    assert failed[-1].returncode != 0
    copy.git("remote", "set-url", "origin", "file:///nulle-part.git")
    done = copy.step({"run": "make etat"}, "semaine")
    assert done.returncode != 0


def test_a_big_directory_is_checked_by_several_jobs(copy: Copy) -> None:
    with (copy.root / "resources.yaml").open("a", encoding="utf-8") as catalog:
        catalog.writelines(
            f"\n  - title: T{n}\n    category: semer\n    url: https://e{n}.example/\n" for n in range(3001)
        )
    step = next(step for job, step in steps("liens") if job == "partager")
    assert copy.step(step, "semaine").returncode == 0
    assert copy.output.read_text(encoding="utf-8").split() == ['tranches=["1","2"]', "nombre=2"]


def test_the_publication(copy: Copy) -> None:
    assert copy.run("publier", "publication") == [["auth", "setup-git"]]
    assert "Licence Ouverte" in (copy.root / "site/index.html").read_text(encoding="utf-8")


def test_gitlab_s_jobs(copy: Copy) -> None:
    jobs = {name: job for name, job in load(ROOT / ".gitlab-ci.yml").items() if "script" in job}
    assert set(jobs) == {"donnees", "site", "liens", "semaine", "pages"}
    base = copy.git("rev-parse", "HEAD").strip()
    env = {"CI_MERGE_REQUEST_DIFF_BASE_SHA": base, "LIENS_ETAT": state("ok"), "GITLAB_CI": "true", "GITHUB_ACTIONS": "",
           "CI_PROJECT_PATH_SLUG": "jardins-annuaire", "CI_SERVER_HOST": "gitlab.example"}  # fmt: skip
    copy.git("config", "user.useConfigOnly", "true")  # a runner has no identity of its own
    for name in ("donnees", "liens", "semaine", "pages"):
        for line in jobs[name]["script"]:
            given = {key: Template(value).substitute(env) for key, value in jobs[name].get("variables", {}).items()}
            done = copy.step({"run": line}, "semaine", **env, **given)
            assert done.returncode == 0, (line, done.stdout, done.stderr)
    author = copy.git("--git-dir", str(copy.origin), "log", "--format=%an <%ae>", "etat-des-liens").strip()
    assert author == "Contrôle des liens <jardins-annuaire@noreply.gitlab.example>"
    assert json.loads((copy.root / "gl-code-quality-report.json").read_text(encoding="utf-8")) == []
    assert (copy.root / "public/index.html").is_file()
    assert jobs["site"]["script"] == ["make check build test"]  # the same three as in « verifier.yml »

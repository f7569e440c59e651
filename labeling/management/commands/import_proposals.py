"""manage.py import_proposals PROJECT FILE: take boxes that a model or another tool proposes into a project."""

from pathlib import Path

from labeling.actions import propose_boxes
from people import commands
from people.errors import Refused
from projects.models import Project


class Command(commands.Command):
    help = "Take proposed boxes (COCO, or images by name) into a project: all of the file, or nothing. Exits 1 then."

    def add_options(self, parser):
        parser.add_argument("project", type=int, help="the project's number")
        parser.add_argument("file", type=Path, help="a JSON file")
        parser.add_argument("--source", default="", help="who proposes them, where the file does not say")

    def run(self, options):
        project = Project.objects.filter(pk=options["project"]).first()
        if project is None:
            raise Refused("unknown_project", f"There is no project {options['project']}.")
        if not options["file"].is_file():
            raise Refused("no_file", f"There is no file {options['file'].name}.")
        try:
            data = options["file"].read_bytes()
            report = propose_boxes(by=None, project=project, proposals=data, source=options["source"])
        except Refused as refused:
            if refused.code != "bad_proposals":
                raise
            for text in refused.fields.values():
                self.say(text)
            return {"created": 0, "mistakes": refused.fields}, commands.FOUND_WRONG
        self.say(f"{report['created']:,} taken in, {report['known']:,} already there, on {report['images']:,} images")
        return report, 0

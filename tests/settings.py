"""The settings of the tests: the project's own, on servers and files of this run alone.

They are set here, and not in conftest.py, because pytest-django reads the settings first.
"""

import atexit
import os
import shutil
import tempfile

if "HONESTBOX_TEST_DATA" not in os.environ:  # the processes of one run share what the first of them made
    os.environ["HONESTBOX_TEST_DATA"] = tempfile.mkdtemp(prefix="honestbox-test-")
    atexit.register(shutil.rmtree, os.environ["HONESTBOX_TEST_DATA"], ignore_errors=True)
os.environ["HONESTBOX_DATA"] = os.environ["HONESTBOX_TEST_DATA"]

from config.settings import *  # noqa: F403

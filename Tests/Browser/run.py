"""See scripts/test-browser.sh."""

import asyncio
import sys

import harness

# Each registers its checks.
import checks_admin  # noqa: F401
import checks_hostile  # noqa: F401
import checks_numbers  # noqa: F401
import checks_page  # noqa: F401
import checks_programs  # noqa: F401
import checks_sharing  # noqa: F401
import checks_terminal  # noqa: F401
import picture

if __name__ == "__main__":
    arguments = sys.argv[1:]
    if arguments == ["--picture"]:
        sys.exit(asyncio.run(harness.only(picture.picture)))
    sys.exit(asyncio.run(harness.main(arguments)))

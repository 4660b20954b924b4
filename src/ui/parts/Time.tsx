import { exactTime } from "../time";

/** A date as people say it, with the exact one on hover. */
export function Time({ at, children }: { at: number; children: string }) {
  return (
    <time dateTime={new Date(at).toISOString()} title={exactTime(at)}>
      {children}
    </time>
  );
}

import type { Failure } from "../../state/failure";
import { strings } from "../strings.en";
import styles from "./parts.module.css";

interface FailureNoteProps {
  /** What did not happen and what was kept. */
  what: string;
  failure: Failure;
  onRetry?(): void;
}

/** Says what failed, why, what was kept, and offers to try again. */
export function FailureNote({ what, failure, onRetry }: FailureNoteProps) {
  return (
    <div className={styles.failure} role="alert">
      <p>
        {what} {strings.reason(failure)}
      </p>
      {onRetry && (
        <button type="button" className={styles.button} onClick={onRetry}>
          {strings.tryAgain}
        </button>
      )}
    </div>
  );
}

import { useStore } from "zustand";
import type { FileJob } from "../../state/library";
import { hrefOf } from "../../state/route";
import { useApp } from "../AppContext";
import { ProgressBar } from "../parts/ProgressBar";
import parts from "../parts/parts.module.css";
import { strings } from "../strings.en";
import { megabytes } from "../time";
import styles from "./library.module.css";

/** Files on their way in, and what became of each. */
export function FileJobs() {
  const { library } = useApp();
  const jobs = useStore(library, (state) => state.jobs);
  if (jobs.length === 0) return null;
  return (
    <ul className={styles.jobs} aria-label={strings.library.files} aria-live="polite">
      {jobs.map((job) => (
        <Job key={job.id} job={job} />
      ))}
    </ul>
  );
}

function Job({ job }: { job: FileJob }) {
  const { library } = useApp();
  const { cancel, retry, dismiss, undo } = library.getState();
  const { step, file, id } = job;
  const said = strings.library;
  const button = (label: string, act: () => void) => (
    <button type="button" className={parts.undo} onClick={act}>
      {label}
    </button>
  );
  return (
    <li className={styles.job}>
      <div>
        <span className={styles.jobName}>{file.name}</span>
        <small>{told(job)}</small>
        {step.is === "adding" && (
          <ProgressBar done={step.progress.done} total={step.progress.total} label={said.progressOf(file.name)} />
        )}
      </div>
      <div className={styles.jobButtons}>
        {(step.is === "waiting" || step.is === "adding") && button(said.cancel, () => cancel(id))}
        {step.is === "failed" && button(strings.tryAgain, () => retry(id))}
        {step.is === "done" && "causeId" in step.result && button(strings.undo, () => void undo(id))}
        {step.is === "done" && step.result.kind === "duplicate" && (
          <a
            className={parts.undo}
            href={hrefOf({ screen: "library", sourceId: step.result.sourceId, passageId: null })}
          >
            {said.open}
          </a>
        )}
        {(step.is === "done" || step.is === "failed" || step.is === "undone") &&
          button(strings.dismiss, () => dismiss(id))}
      </div>
    </li>
  );
}

function told({ step, file }: FileJob): string {
  const said = strings.library;
  switch (step.is) {
    case "waiting":
      return `${megabytes(file.size)}, ${said.waiting}`;
    case "adding": {
      const { done, total, what } = step.progress;
      return [what || said.reading, total > 0 ? said.progress(done, total) : ""].filter(Boolean).join(", ");
    }
    case "done":
      return said.result(step.result);
    case "undone":
      return said.removed;
    case "failed":
      return `${said.failedAdd} ${strings.reason(step.failure)}`;
  }
}

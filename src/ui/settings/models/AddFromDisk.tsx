import { useStore } from "zustand";
import type { Adding } from "../../../state/models";
import { useApp } from "../../AppContext";
import { FailureNote } from "../../parts/FailureNote";
import parts from "../../parts/parts.module.css";
import { strings } from "../../strings.en";
import styles from "./models.module.css";
import { TransferProgress } from "./TransferProgress";

/** A model that the user has as a file or a folder: read, copied in, or refused with why. */
export function AddFromDisk() {
  const { models } = useApp();
  const adding = useStore(models, (state) => state.adding);
  const said = strings.models.add;
  const onChange = (event: React.ChangeEvent<HTMLInputElement>) => {
    const files = [...(event.target.files ?? [])];
    event.target.value = "";
    if (files.length > 0) void models.getState().addFromDisk(files);
  };
  const busy = adding?.is === "reading" || adding?.is === "copying";
  return (
    <>
      <h3>{said.title}</h3>
      <p>{said.body}</p>
      <div className={styles.line}>
        <label className={styles.pick} data-disabled={busy}>
          {said.files}
          <input type="file" accept=".gguf" multiple disabled={busy} className={parts.hidden} onChange={onChange} />
        </label>
        <label className={styles.pick} data-disabled={busy}>
          {said.folder}
          <input ref={pickFolders} type="file" disabled={busy} className={parts.hidden} onChange={onChange} />
        </label>
        {busy && (
          <button type="button" className={parts.button} onClick={() => models.getState().stopAdding()}>
            {strings.cancel}
          </button>
        )}
      </div>
      <HowFar adding={adding} />
    </>
  );
}

/** React knows no attribute of this name, and every browser does. */
function pickFolders(input: HTMLInputElement | null): void {
  input?.setAttribute("webkitdirectory", "");
}

function HowFar({ adding }: { adding: Adding | null }) {
  const { languageModel } = useApp();
  const chosen = useStore(languageModel, (state) => state.rung?.modelId);
  const said = strings.models.add;
  if (adding?.is === "failed") return <FailureNote what={said.failed} failure={adding.failure} />;
  if (adding?.is === "refused") {
    return (
      <div className={parts.failure} role="alert">
        <p>{said.refused(adding.reason)}</p>
      </div>
    );
  }
  return (
    <>
      <p className={styles.small} aria-live="polite">
        {adding?.is === "reading" && said.reading}
        {adding?.is === "copying" && said.copying(adding.name)}
        {adding?.is === "added" && said.added(adding.name)}
      </p>
      {adding?.is === "copying" && (
        <TransferProgress label={strings.models.progressOf(adding.name)} done={adding.done} total={adding.total} />
      )}
      {adding?.is === "added" && adding.id !== chosen && (
        <div className={styles.line}>
          <button
            type="button"
            className={parts.button}
            onClick={() => void languageModel.getState().choose(adding.id)}
          >
            {strings.models.recommended.use}
          </button>
        </div>
      )}
    </>
  );
}

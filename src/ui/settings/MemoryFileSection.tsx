import { useRef } from "react";
import { useStore } from "zustand";
import type { ImportState } from "../../state/memoryFile";
import { useApp } from "../AppContext";
import { FailureNote } from "../parts/FailureNote";
import { ProgressBar } from "../parts/ProgressBar";
import parts from "../parts/parts.module.css";
import { strings } from "../strings.en";
import { saveFile } from "./saveFile";
import styles from "./settings.module.css";

/** Memory out to a file, and in from one. */
export function MemoryFileSection() {
  const { memoryFile } = useApp();
  const exporting = useStore(memoryFile, (state) => state.exporting);
  const importing = useStore(memoryFile, (state) => state.importing);
  const chooser = useRef<HTMLInputElement>(null);
  const said = strings.settings;
  const { exportMemory, stage } = memoryFile.getState();
  const onExport = async () => {
    const file = await exportMemory();
    if (file) saveFile(file, `cairn-${new Date().toLocaleDateString("sv")}.cairn`);
  };
  return (
    <section>
      <h2>{said.memoryFile}</h2>
      <p>{said.memoryFileBody}</p>
      <div className={styles.line}>
        <button
          type="button"
          className={parts.button}
          disabled={exporting.is === "writing"}
          onClick={() => void onExport()}
        >
          {said.exportMemory}
        </button>
        <button
          type="button"
          className={parts.button}
          disabled={importing.is === "reading" || importing.is === "adding"}
          onClick={() => chooser.current?.click()}
        >
          {said.importMemory}
        </button>
        <input
          ref={chooser}
          type="file"
          accept=".cairn,application/zip"
          hidden
          onChange={(event) => {
            const file = event.target.files?.[0];
            event.target.value = "";
            if (file) void stage(file);
          }}
        />
      </div>
      {exporting.is === "writing" && (
        <ProgressBar done={exporting.progress.done} total={exporting.progress.total} label={said.exporting} />
      )}
      {exporting.is === "done" && <p className={styles.small}>{said.exported(exporting.bytes)}</p>}
      {exporting.is === "failed" && (
        <FailureNote what={said.exportFailed} failure={exporting.failure} onRetry={() => void onExport()} />
      )}
      <Importing state={importing} />
    </section>
  );
}

function Importing({ state }: { state: ImportState }) {
  const { memoryFile } = useApp();
  const { add, drop, undo } = memoryFile.getState();
  const said = strings.settings;
  switch (state.is) {
    case "idle":
      return null;
    case "reading":
      return (
        <div className={styles.import}>
          <p>{said.importing(state.name)}</p>
          <ProgressBar done={0} total={0} label={said.importing(state.name)} />
          <div className={styles.line}>
            <button type="button" className={parts.button} onClick={() => void drop()}>
              {strings.cancel}
            </button>
          </div>
        </div>
      );
    case "preview":
    case "adding": {
      const adds = said.preview(state.preview);
      return (
        <div className={styles.import} aria-live="polite">
          <p>
            {adds === "" ? said.previewNothing(state.name) : said.previewAdds(adds, state.name)}{" "}
            {adds !== "" && said.previewKnown(state.preview.known)}{" "}
            {said.previewDate(state.preview.newestAt, Date.now())}
          </p>
          <div className={styles.line}>
            {adds !== "" && (
              <button
                type="button"
                className={parts.primary}
                disabled={state.is === "adding"}
                onClick={() => void add()}
              >
                {state.is === "adding" ? said.adding : said.add}
              </button>
            )}
            <button type="button" className={parts.button} disabled={state.is === "adding"} onClick={() => void drop()}>
              {adds === "" ? strings.close : strings.cancel}
            </button>
          </div>
        </div>
      );
    }
    case "done":
      return (
        <div className={styles.import} aria-live="polite">
          <p>
            {said.imported(said.preview(state.preview), state.name)}{" "}
            <button type="button" className={parts.undo} onClick={() => void undo()}>
              {strings.undo}
            </button>
          </p>
        </div>
      );
    case "undone":
      return (
        <div className={styles.import} aria-live="polite">
          <p>{said.importUndone(state.name)}</p>
        </div>
      );
    case "failed":
      return <FailureNote what={said.importFailed(state.name)} failure={state.failure} />;
  }
}

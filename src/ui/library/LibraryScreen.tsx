import { useEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import { useApp } from "../AppContext";
import parts from "../parts/parts.module.css";
import { strings } from "../strings.en";
import { FileJobs } from "./FileJobs";
import styles from "./library.module.css";
import { SourceList } from "./SourceList";
import { SourceReader } from "./SourceReader";

/** Where things came from. Files come in by the button, dropped anywhere on this screen, or pasted. */
export function LibraryScreen({ sourceId, passageId }: { sourceId: string | null; passageId: string | null }) {
  const { status, library, sourceView } = useApp();
  const database = useStore(status, (state) => state.database.is);
  const sources = useStore(library, (state) => state.sources);
  const chooser = useRef<HTMLInputElement>(null);
  const { over, handlers } = useFileDrop((files) => library.getState().add(files));
  useEffect(() => {
    if (database === "open") void library.getState().load();
  }, [database, library]);
  useEffect(() => {
    if (database === "open") void sourceView.getState().open(sourceId);
  }, [database, sourceId, sourceView]);

  return (
    <div className={styles.screen} {...handlers}>
      <div className={parts.bar}>
        <h1>{strings.screens.library}</h1>
        {sources && sources.length > 0 && (
          <span className={parts.barNote}>{strings.library.count(sources.length)}</span>
        )}
        <div className={parts.space} />
        <label className={styles.add}>
          {strings.library.addFiles}
          <input
            ref={chooser}
            type="file"
            multiple
            className={parts.hidden}
            onChange={(event) => {
              library.getState().add([...(event.target.files ?? [])]);
              event.target.value = "";
            }}
          />
        </label>
      </div>
      <div className={styles.split} data-open={sourceId !== null}>
        <div className={styles.list}>
          <FileJobs />
          <SourceList current={sourceId} />
        </div>
        {sourceId !== null && <SourceReader passageId={passageId} />}
      </div>
      {over && <div className={styles.dropHere}>{strings.library.drop}</div>}
    </div>
  );
}

/** Files that are dragged over the screen, dropped on it, or pasted into it. */
function useFileDrop(add: (files: File[]) => void) {
  const [over, setOver] = useState(false);
  const carriesFiles = (transfer: DataTransfer) => transfer.types.includes("Files");
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length > 0) add(files);
    };
    addEventListener("paste", onPaste);
    return () => removeEventListener("paste", onPaste);
  });
  const handlers = {
    onDragOver(event: React.DragEvent) {
      if (!carriesFiles(event.dataTransfer)) return;
      event.preventDefault();
      setOver(true);
    },
    onDragLeave(event: React.DragEvent) {
      if (!(event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget))) setOver(false);
    },
    onDrop(event: React.DragEvent) {
      if (!carriesFiles(event.dataTransfer)) return;
      event.preventDefault();
      setOver(false);
      add([...event.dataTransfer.files]);
    },
  };
  return { over, handlers };
}

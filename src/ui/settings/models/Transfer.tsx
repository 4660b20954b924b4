import { useStore } from "zustand";
import type { Coming, ModelRow } from "../../../state/models";
import { useApp } from "../../AppContext";
import { FailureNote } from "../../parts/FailureNote";
import parts from "../../parts/parts.module.css";
import { strings } from "../../strings.en";
import { megabytesOf } from "../../time";
import styles from "./models.module.css";
import { RemoveButton } from "./RemoveButton";
import { TransferProgress } from "./TransferProgress";

interface TransferProps {
  /** A model of the hub. */
  row: ModelRow;
  /** Its buttons are one set of several on the screen: their names for those who listen say which model they are of. */
  named: boolean;
}

/** How a model comes here: its download is begun, watched, paused, gone on with and taken back. When it is whole it is chosen. */
export function Transfer({ row, named }: TransferProps) {
  const { models, languageModel } = useApp();
  const { id, name } = row.model;
  const coming = useStore(models, (state) => state.coming[id]) ?? null;
  const said = strings.models.download;
  const running = coming?.is === "running";
  const here = Math.max(coming?.progress.done ?? 0, row.bytesHere);
  const action = running ? said.pause : here > 0 || coming ? said.goOn : said.start;
  const act = () => {
    if (running) models.getState().pause(id);
    else void languageModel.getState().choose(id);
  };
  return (
    <div className={styles.transfer}>
      <HowFar row={row} coming={coming} here={here} />
      <div className={styles.line}>
        <button
          type="button"
          className={action === said.start && !named ? parts.primary : parts.button}
          aria-label={named ? said.for(action, name) : undefined}
          onClick={act}
        >
          {action}
        </button>
        {(coming || here > 0) && <RemoveButton id={id} name={name} from={row.model.from} bytes={here} named={named} />}
      </div>
    </div>
  );
}

function HowFar({ row, coming, here }: { row: ModelRow; coming: Coming | null; here: number }) {
  const { name, bytes } = row.model;
  const said = strings.models.download;
  const total = coming?.progress.total || bytes;
  const got = here > 0 ? megabytesOf(here, total) : "";
  if (!coming) return here > 0 && <p className={styles.small}>{said.partHere(got)}</p>;
  if (coming.is === "failed") return <FailureNote what={said.failed(name, got)} failure={coming.failure} />;
  const { waitingSeconds, bytesPerSecond } = coming.progress;
  return (
    <>
      {coming.is === "running" && (
        <TransferProgress
          label={strings.models.progressOf(name)}
          done={here}
          total={total}
          bytesPerSecond={bytesPerSecond}
        />
      )}
      <p className={styles.small} aria-live="polite">
        {coming.is === "paused" && said.paused(got || megabytesOf(0, total))}
        {coming.is === "running" && waitingSeconds !== null && strings.models.waiting(1000 * waitingSeconds)}
      </p>
    </>
  );
}

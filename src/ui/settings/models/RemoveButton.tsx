import { useState } from "react";
import { useStore } from "zustand";
import type { LanguageModelInfo } from "../../../engines/models/languageModelInfo";
import { type Failure, failureOf } from "../../../state/failure";
import { useApp } from "../../AppContext";
import { Dialog } from "../../parts/Dialog";
import { FailureNote } from "../../parts/FailureNote";
import parts from "../../parts/parts.module.css";
import { strings } from "../../strings.en";
import { optionsOf } from "./modelOptions";
import styles from "./models.module.css";

/** Id of the heading of what is here: focus goes there when a model was removed, and its button with it. */
export const ON_THIS_DEVICE = "on-this-device";

interface RemoveButtonProps {
  id: string;
  name: string;
  /** Null where nobody knows. */
  from: LanguageModelInfo["from"] | null;
  /** On this device. */
  bytes: number;
  /** Its name for those who listen says which model it is of. */
  named: boolean;
}

/** Takes a model off this device, after a dialog that says what that means: there is no Undo, but a way to have it again. */
export function RemoveButton({ id, name, from, bytes, named }: RemoveButtonProps) {
  const { models, languageModel } = useApp();
  const [asking, setAsking] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const inUse = useStore(languageModel, (state) => state.rung?.modelId === id);
  const rows = useStore(models, (state) => state.rows);
  const recommended = useStore(models, (state) => state.recommended);
  const said = strings.models.remove;
  const next = optionsOf(rows ?? [], recommended).find((row) => row.model.id !== id && row.place !== "browser");
  const close = () => {
    setAsking(false);
    setFailure(null);
  };
  const remove = async () => {
    const { chosen, choose } = languageModel.getState();
    try {
      // Let go of first: nothing may hold its files.
      if (inUse) await choose("");
      await models.getState().remove(id);
      close();
      document.getElementById(ON_THIS_DEVICE)?.focus();
      if (inUse && next) await choose(next.model.id);
    } catch (error) {
      setFailure(failureOf(error));
      if (inUse && chosen) await choose(chosen);
    }
  };
  const action = strings.models.download.remove;
  return (
    <>
      <button
        type="button"
        className={parts.button}
        aria-label={named ? strings.models.download.for(action, name) : undefined}
        aria-haspopup="dialog"
        onClick={() => setAsking(true)}
      >
        {action}
      </button>
      {asking && (
        <Dialog label={said.title(name)} shape="centre" onClose={close}>
          <div className={styles.ask}>
            <h2>{said.title(name)}</h2>
            <p>
              {said.freed(bytes)} {from !== null && said.again[from]} {inUse && said.inUse(next?.model ?? null)}
            </p>
            {failure && <FailureNote what={said.failed(name)} failure={failure} />}
            <div className={styles.askRow}>
              <button type="button" className={parts.button} onClick={close}>
                {strings.cancel}
              </button>
              <button type="button" className={parts.primary} onClick={() => void remove()}>
                {action}
              </button>
            </div>
          </div>
        </Dialog>
      )}
    </>
  );
}

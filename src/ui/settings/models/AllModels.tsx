import { useState } from "react";
import { useStore } from "zustand";
import { isAtHand, type ModelRow, type ModelsState } from "../../../state/models";
import { useApp } from "../../AppContext";
import { Icon } from "../../parts/Icon";
import parts from "../../parts/parts.module.css";
import { strings } from "../../strings.en";
import { familiesOf } from "./familiesOf";
import { canRun } from "./modelOptions";
import styles from "./models.module.css";
import { Transfer } from "./Transfer";

/** Every model there is, small to large, each with what it needs, or why it cannot run here. */
export function AllModels() {
  const { models } = useApp();
  const rows = useStore(models, (state) => state.rows);
  const recommended = useStore(models, (state) => state.recommended);
  // A download that was begun in the list is not to be looked for.
  const [open, setOpen] = useState(() => isComing(models.getState()));
  const said = strings.models.all;
  const families = familiesOf(rows ?? [], recommended);
  if (families.length === 0) return null;
  return (
    <details className={styles.all} open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <h3>{said.title}</h3>
        <small>{said.count(families.length)}</small>
        <Icon name="down" className={styles.mark} />
      </summary>
      <ul className={styles.list} aria-label={said.title}>
        {families.map((row) => (
          <li key={row.model.family || row.model.id}>
            <div>
              <span>{row.model.name}</span>
              <small>{factsOf(row)}</small>
              {row.unfit && <small>{said.unfit(row.unfit)}</small>}
            </div>
            {canRun(row) && <Act row={row} />}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Whether a model of the list is on its way; the recommended one is seen above it. */
function isComing({ rows, coming, recommended }: ModelsState): boolean {
  return (rows ?? []).some(({ model, place }) => place === "hub" && model.id !== recommended && coming[model.id]);
}

function factsOf({ model }: ModelRow): string {
  const said = strings.models.all;
  const { kind, bytes, memoryBytes, licence, thinks } = model;
  return (
    kind === "browser"
      ? [said.browser, strings.models.place(kind)]
      : [
          strings.models.here.whole(bytes),
          kind === "mlc" ? said.graphicsCard : said.processor,
          memoryBytes > 0 ? said.memory(memoryBytes) : "",
          licence || said.unknownLicence,
          thinks ? said.thinks : "",
        ]
  )
    .filter(Boolean)
    .join(" · ");
}

function Act({ row }: { row: ModelRow }) {
  const { languageModel } = useApp();
  const inUse = useStore(languageModel, (state) => state.rung?.modelId === row.model.id);
  const said = strings.models;
  if (inUse) return <small className={styles.inUse}>{said.all.inUse}</small>;
  if (!isAtHand(row)) return <Transfer row={row} named />;
  return (
    <button
      type="button"
      className={parts.button}
      aria-label={said.download.for(said.all.use, row.model.name)}
      onClick={() => void languageModel.getState().choose(row.model.id)}
    >
      {said.all.use}
    </button>
  );
}

import { useStore } from "zustand";
import type { ModelRow } from "../../../state/models";
import { useApp } from "../../AppContext";
import { strings } from "../../strings.en";
import styles from "./models.module.css";
import { ON_THIS_DEVICE, RemoveButton } from "./RemoveButton";
import { useModelInUse } from "./useModelInUse";

/** The models whose files are here, whole or in part, with their sizes. */
export function OnThisDevice() {
  const { models } = useApp();
  const rows = useStore(models, (state) => state.rows);
  const coming = useStore(models, (state) => state.coming);
  const strays = useStore(models, (state) => state.strays);
  const inUse = useModelInUse();
  const said = strings.models.here;
  const bytesOf = (row: ModelRow) => Math.max(row.bytesHere, coming[row.model.id]?.progress.done ?? 0);
  const here = (rows ?? []).filter((row) => bytesOf(row) > 0);
  const total = [...here.map(bytesOf), ...strays.map(({ bytes }) => bytes)].reduce((sum, bytes) => sum + bytes, 0);
  return (
    <>
      <h3 id={ON_THIS_DEVICE} tabIndex={-1}>
        {said.title}
      </h3>
      {rows !== null && total === 0 && <p>{said.empty}</p>}
      {total > 0 && (
        <>
          <ul className={styles.list} aria-labelledby={ON_THIS_DEVICE}>
            {here.map((row) => (
              <li key={row.model.id}>
                <div>
                  <span>{row.model.name}</span>
                  <small>
                    {[
                      strings.models.place(row.model.kind),
                      row.place === "device"
                        ? said.whole(bytesOf(row))
                        : said.part(bytesOf(row), coming[row.model.id]?.progress.total || row.model.bytes),
                      row.place === "device" ? said.from[row.model.from] : "",
                      inUse.id === row.model.id ? said.inUse : "",
                    ]
                      .filter(Boolean)
                      .join(" · ")}
                  </small>
                </div>
                <RemoveButton
                  id={row.model.id}
                  name={row.model.name}
                  from={row.model.from}
                  bytes={bytesOf(row)}
                  named
                />
              </li>
            ))}
            {strays.map(({ id, bytes }) => (
              <li key={id}>
                <div>
                  <span>{id}</span>
                  <small>{`${said.whole(bytes)} · ${said.stray}`}</small>
                </div>
                <RemoveButton id={id} name={id} from={null} bytes={bytes} named />
              </li>
            ))}
          </ul>
          <p className={styles.small}>{said.total(total)}</p>
        </>
      )}
    </>
  );
}

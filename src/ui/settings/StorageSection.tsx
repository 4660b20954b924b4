import { useEffect } from "react";
import { useStore } from "zustand";
import { useApp } from "../AppContext";
import parts from "../parts/parts.module.css";
import { strings } from "../strings.en";
import styles from "./settings.module.css";

/** How much room Cairn takes on this device, and whether the browser may clear it. */
export function StorageSection() {
  const { deviceStorage, models } = useApp();
  const rows = useStore(models, (state) => state.rows);
  const { usage, quota, keeping } = useStore(deviceStorage);
  // biome-ignore lint/correctness/useExhaustiveDependencies: models that come and go change what there is to measure
  useEffect(() => {
    void deviceStorage.getState().measure();
  }, [deviceStorage, rows]);
  const said = strings.settings;
  const kept = { unknown: "", "may-clear": said.mayClear, kept: said.kept, refused: said.refused }[keeping];
  return (
    <section>
      <h2>{said.storage}</h2>
      <p>
        {usage === null ? said.storageUnknown : said.storageUsed(usage, quota)} {kept}
      </p>
      {keeping === "may-clear" && (
        <div className={styles.line}>
          <button type="button" className={parts.button} onClick={() => void deviceStorage.getState().keep()}>
            {said.keep}
          </button>
        </div>
      )}
    </section>
  );
}

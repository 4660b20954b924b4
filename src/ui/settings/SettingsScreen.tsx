import { useStore } from "zustand";
import { version } from "../../../package.json";
import { THEMES } from "../../state/appearance";
import { useApp } from "../AppContext";
import parts from "../parts/parts.module.css";
import { strings } from "../strings.en";
import { JudgeSection } from "./judge/JudgeSection";
import { MemoryFileSection } from "./MemoryFileSection";
import { ModelSection } from "./models/ModelSection";
import { StorageSection } from "./StorageSection";
import styles from "./settings.module.css";

/** The few things to choose, and what to know. */
export function SettingsScreen() {
  const said = strings.settings;
  return (
    <>
      <div className={parts.bar}>
        <h1>{strings.screens.settings}</h1>
      </div>
      <div className={styles.scroll}>
        <div className={styles.sections}>
          <ModelSection />
          <MemoryFileSection />
          <JudgeSection />
          <AppearanceSection />
          <StorageSection />
          <section>
            <h2>{said.privacy}</h2>
            <p>{said.privacyBody}</p>
          </section>
          <section>
            <h2>{said.about}</h2>
            <p>{said.aboutBody(version)}</p>
            <p>{said.licences}</p>
            <p>
              <a href="/licenses.md" target="_blank" rel="noreferrer">
                {said.allLicences}
              </a>
            </p>
          </section>
        </div>
      </div>
    </>
  );
}

function AppearanceSection() {
  const { appearance } = useApp();
  const theme = useStore(appearance, (state) => state.theme);
  return (
    <section>
      <h2 id="appearance">{strings.settings.appearance}</h2>
      <div role="radiogroup" aria-labelledby="appearance" className={styles.radios}>
        {THEMES.map((one) => (
          <label key={one}>
            <input
              type="radio"
              name="theme"
              checked={theme === one}
              onChange={() => appearance.getState().setTheme(one)}
            />
            {strings.settings.themes[one]}
          </label>
        ))}
      </div>
    </section>
  );
}

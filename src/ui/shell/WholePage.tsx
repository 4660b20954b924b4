import type { ReactNode } from "react";
import parts from "../parts/parts.module.css";
import { Brandmark } from "../parts/Stones";
import styles from "./shell.module.css";

/** One sentence in place of the whole page, where nothing else can be done. */
export function WholePage({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className={styles.whole}>
      <div className={parts.empty} role="alert">
        <Brandmark />
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}

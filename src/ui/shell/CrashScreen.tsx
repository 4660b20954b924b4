import { Component, type ReactNode } from "react";
import parts from "../parts/parts.module.css";
import { strings } from "../strings.en";
import styles from "./shell.module.css";
import { WholePage } from "./WholePage";

/** Stands in for the page when drawing it threw, instead of an empty one. */
export class CrashScreen extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <WholePage title={strings.crashed.title}>
        <p>{strings.crashed.body}</p>
        <p className={styles.small}>{error instanceof Error ? error.message : String(error)}</p>
        <button type="button" className={parts.primary} onClick={() => location.reload()}>
          {strings.superseded.reload}
        </button>
      </WholePage>
    );
  }
}

import { type ReactNode, useState } from "react";
import { Dialog } from "../../parts/Dialog";
import parts from "../../parts/parts.module.css";
import { strings } from "../../strings.en";
import styles from "../answer.module.css";

/** A link in generated or imported text: opens only on a click, after the address was shown. */
export function OutsideLink({ href, children }: { href: string; children?: ReactNode }) {
  const [asking, setAsking] = useState(false);
  const [copied, setCopied] = useState(false);
  if (!/^(https?|mailto):/i.test(href)) return <>{children}</>;
  const close = () => setAsking(false);
  return (
    <>
      <button type="button" className={styles.link} title={href} aria-haspopup="dialog" onClick={() => setAsking(true)}>
        {children}
      </button>
      {asking && (
        <Dialog label={strings.link.label} shape="centre" onClose={close}>
          <div className={styles.ask}>
            <h2>{strings.link.title}</h2>
            <code className={styles.address}>{href}</code>
            <p>{strings.link.body}</p>
            <div className={styles.askRow}>
              <button type="button" className={parts.button} onClick={close}>
                {strings.cancel}
              </button>
              <button
                type="button"
                className={parts.button}
                onClick={() => void navigator.clipboard.writeText(href).then(() => setCopied(true))}
              >
                {copied ? strings.link.copied : strings.link.copy}
              </button>
              <a className={parts.primary} href={href} target="_blank" rel="noopener noreferrer" onClick={close}>
                {strings.link.open}
              </a>
            </div>
          </div>
        </Dialog>
      )}
    </>
  );
}

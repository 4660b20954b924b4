import { type ReactNode, useEffect, useRef } from "react";
import { createPortal } from "react-dom";
import styles from "./parts.module.css";

interface DialogProps {
  /** Its accessible name. */
  label: string;
  /** centre: a small question. sheet: a panel from the edge of the screen. */
  shape: "centre" | "sheet";
  onClose(): void;
  children: ReactNode;
}

/** A modal dialog: the browser's own, which keeps focus inside, closes on Escape and gives focus back. */
export function Dialog({ label, shape, onClose, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement;
    dialog?.showModal();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return createPortal(
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it too, by onCancel; the click is on the ground around it
    <dialog
      ref={ref}
      aria-label={label}
      className={styles.dialog}
      data-shape={shape}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === ref.current) onClose();
      }}
    >
      <div className={styles.dialogBody}>{children}</div>
    </dialog>,
    document.body,
  );
}

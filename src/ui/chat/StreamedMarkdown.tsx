import { lazy, memo, Suspense } from "react";
import styles from "./answer.module.css";
import { splitBlocks } from "./splitBlocks";

const Markdown = lazy(async () => ({ default: (await import("./markdown/PlainMarkdown")).PlainMarkdown }));

/** Text that is still growing: only its last block is drawn anew with each piece. */
export function StreamedMarkdown({ text }: { text: string }) {
  return (
    <div className={styles.said} data-growing="true">
      {splitBlocks(text).map(({ at, text: block }) => (
        <Block key={at} text={block} />
      ))}
    </div>
  );
}

const Block = memo(function Block({ text }: { text: string }) {
  return (
    <Suspense fallback={<p className={styles.plain}>{text}</p>}>
      <Markdown text={text} />
    </Suspense>
  );
});

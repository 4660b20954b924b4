import { memo } from "react";
import styles from "./answer.module.css";
import { splitBlocks } from "./splitBlocks";
import { useMarkdown } from "./useMarkdown";

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
  const markdown = useMarkdown();
  if (markdown.is !== "ready") return <p className={styles.plain}>{text}</p>;
  return <markdown.draw.PlainMarkdown text={text} />;
});

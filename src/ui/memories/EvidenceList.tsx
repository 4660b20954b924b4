import { hrefOf } from "../../state/route";
import type { MemoryPage } from "../../workers/memoryProtocol";
import { Highlight } from "../parts/Highlight";
import { strings } from "../strings.en";
import { dayAndTime, dayName, exactTime } from "../time";
import styles from "./memory.module.css";

/** The passages a memory rests on, verbatim, its words marked; each leads to its place in the source. */
export function EvidenceList({ evidence }: { evidence: MemoryPage["evidence"] }) {
  const own = evidence.every(({ source }) => source.kind === "chat");
  const now = Date.now();
  return (
    <>
      <h3>{own ? strings.memory.own : strings.memory.documents}</h3>
      <ul>
        {evidence.map(({ passage, source, start, end }) => (
          <li key={`${passage.id}${start}`} className={styles.evidence}>
            <p>
              <Highlight text={passage.text} start={start} end={end} />
            </p>
            <a
              href={hrefOf({ screen: "library", sourceId: source.id, passageId: passage.id })}
              title={passage.saidAt === null ? strings.memory.showPassage : exactTime(passage.saidAt)}
            >
              {[
                source.title,
                passage.section,
                passage.saidAt === null
                  ? ""
                  : source.kind === "chat"
                    ? dayAndTime(passage.saidAt, now)
                    : dayName(passage.saidAt, now),
              ]
                .filter(Boolean)
                .join(", ")}
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}

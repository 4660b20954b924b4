import { useStore } from "zustand";
import { failureOf } from "../../state/failure";
import { hrefOf } from "../../state/route";
import type { MemoryPage } from "../../workers/memoryProtocol";
import { useApp } from "../AppContext";
import { FailureNote } from "../parts/FailureNote";
import { Icon } from "../parts/Icon";
import parts from "../parts/parts.module.css";
import { Stones, stonesFor } from "../parts/Stones";
import { Time } from "../parts/Time";
import { strings } from "../strings.en";
import { dayName, dayWord } from "../time";
import { goTo } from "../useRoute";
import { EvidenceList } from "./EvidenceList";
import { supportOf } from "./MemoryRowLink";
import styles from "./memory.module.css";

/** One memory: its stones, its words, the passages it rests on, its time, what it belongs with. */
export function MemoryPagePanel() {
  const { memoryPage } = useApp();
  const id = useStore(memoryPage, (state) => state.id);
  const opened = useStore(memoryPage, (state) => state.opened);
  return (
    <section className={styles.page} aria-label={strings.memory.page}>
      <a className={styles.back} href={hrefOf({ screen: "memory", memoryId: null })}>
        <Icon name="back" />
        {strings.memory.back}
      </a>
      {opened.is === "open" && <Page page={opened.value} />}
      {opened.is === "missing" && <p>{strings.memory.missing}</p>}
      {opened.is === "failed" && (
        <FailureNote
          what={strings.memory.pageFailed}
          failure={opened.failure}
          onRetry={() => void memoryPage.getState().open(id)}
        />
      )}
    </section>
  );
}

function Page({ page }: { page: MemoryPage }) {
  const { memory, evidence, derivedFrom, partOf, history } = page;
  const now = Date.now();
  const support = supportOf(memory);
  const said = strings.memory;
  const status = said.status(memory, now);
  return (
    <>
      <div className={styles.pageHead}>
        <Stones support={support} strength={memory.strength} />
        <span>
          {[said.kind(memory.kind), evidence.length > 0 && said.support(stonesFor(support)), status]
            .filter(Boolean)
            .join(", ")}
        </span>
      </div>
      <h2 data-past={status !== ""}>{memory.text}</h2>
      <p className={styles.meta}>
        <Time at={memory.learnedAt}>{said.learned(memory.learnedAt, now)}</Time>{" "}
        {memory.validFrom !== null && <Time at={memory.validFrom}>{said.believed(memory.validFrom, now)}</Time>}
      </p>
      {evidence.length > 0 && <EvidenceList evidence={evidence} />}
      <MemoryLinks heading={said.broughtFrom} memories={derivedFrom} />
      <MemoryLinks heading={memory.status === "archived" ? said.foldedInto : said.partOf} memories={partOf} />
      {history.length > 0 && (
        <>
          <h3>{said.overTime}</h3>
          <ol className={styles.history}>
            {history.map((event, index) => (
              <li key={`${event.at}${event.text}`} data-now={index === 0}>
                {event.text}
                <Time at={event.at}>{dayWord(event.at, now) === "today" ? "today" : dayName(event.at, now)}</Time>
              </li>
            ))}
          </ol>
        </>
      )}
      {memory.status === "current" && <ForgetButton page={page} />}
    </>
  );
}

function MemoryLinks({ heading, memories }: { heading: string; memories: MemoryPage["partOf"] }) {
  if (memories.length === 0) return null;
  return (
    <>
      <h3>{heading}</h3>
      <ul className={styles.links}>
        {memories.map((other) => (
          <li key={other.id}>
            <a href={hrefOf({ screen: "memory", memoryId: other.id })}>{other.text}</a>
          </li>
        ))}
      </ul>
    </>
  );
}

function ForgetButton({ page }: { page: MemoryPage }) {
  const { memoryPage, notices, forgetMemory } = useApp();
  const forget = async () => {
    const { say } = notices.getState();
    try {
      const { causeId } = await forgetMemory(page.memory.id);
      say(strings.memory.forgotten(page.memory.text), { causeId });
      if (memoryPage.getState().id === page.memory.id) goTo({ screen: "memory", memoryId: null });
    } catch (error) {
      say(`${strings.memory.forgetFailed} ${strings.reason(failureOf(error))}`);
    }
  };
  return (
    <div className={styles.buttons}>
      <button type="button" className={parts.button} onClick={() => void forget()}>
        {strings.memory.forget}
      </button>
    </div>
  );
}

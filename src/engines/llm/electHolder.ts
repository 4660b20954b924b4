import { type Locks, lifeLock, onThreadDeath } from "../../workers/threadLife";

/** The part of LockManager that is needed to hold something for all tabs, and to take it from a tab that sleeps. */
export interface SharingLocks extends Locks {
  request(name: string, callback: () => Promise<void> | void): Promise<unknown>;
  request(name: string, options: { steal: true }, callback: () => Promise<void> | void): Promise<unknown>;
}

/** Which tab holds it: this one, another, or nobody knows. */
export type Seat = { is: "unknown" } | { is: "here" } | { is: "away"; tab: string };

export interface ElectionOptions {
  /** The Web Lock of whoever holds it. */
  name: string;
  locks: SharingLocks;
  /** How often a tab that waits for another asks whether it is there, ms. */
  askEvery: number;
  /** Asks all tabs who holds it; the one that does is to `hear`. */
  ask(): void;
  /** Whether something of this tab is under way in the one that holds it. */
  isWaiting(): boolean;
  onSeat(seat: Seat): void;
}

export interface Election {
  /** Id of this tab; it holds the life lock of that name (threadLife.ts) once it takes part. */
  readonly tab: string;
  readonly seat: Seat;
  /** Takes part from now on; resolves once it is known who holds it. */
  find(): Promise<Exclude<Seat, { is: "unknown" }>>;
  /** Another tab said that it holds it. */
  hear(tab: string): void;
  /** The tab that holds it gave a sign of life. */
  heard(): void;
  /** Asks for signs of life for as long as this tab waits. */
  watch(): void;
}

/** Questions in a row without an answer, after which a tab counts as asleep for good, whatever lock it has. */
const SILENCE = 3;

/**
 * Finds the tab that holds what only one may hold. A tab that dies leaves its lock to the next; one that sleeps, and
 * answers nothing while another waits for it, has it stolen. No answer is expected of the work itself, however slow.
 */
export function electHolder({ name, locks, askEvery, ask, isWaiting, onSeat }: ElectionOptions): Election {
  const tab = `${name}-${crypto.randomUUID()}`;
  let seat: Seat = { is: "unknown" };
  let joined: Promise<void> | null = null;
  let found: (() => void)[] = [];
  let asking: ReturnType<typeof setInterval> | undefined;
  let unanswered = 0;

  const forever = () => new Promise<void>(() => undefined);

  function sit(next: Seat): void {
    seat = next;
    onSeat(next);
    if (next.is === "unknown") return;
    const waiting = found;
    found = [];
    for (const wake of waiting) wake();
  }

  function compete(steal: boolean): void {
    const hold = () => {
      sit({ is: "here" });
      return forever();
    };
    const request = steal ? locks.request(name, { steal }, hold) : locks.request(name, hold);
    request.catch((error) => {
      // Where locks are forbidden each tab is on its own.
      if (!(error instanceof Error) || error.name !== "AbortError") return sit({ is: "here" });
      // It was stolen. Whoever stole it before still waits for its turn as well.
      if (seat.is === "here") sit({ is: "unknown" });
      if (!steal) compete(false);
    });
  }

  function join(): Promise<void> {
    joined ??= new Promise((resolve) => {
      const take = () => {
        compete(false);
        resolve();
      };
      // It is held before anyone hears of this tab: whoever asks for it learns that the tab is gone.
      locks
        .request(lifeLock(tab), () => {
          take();
          return forever();
        })
        .catch(take);
    });
    return joined;
  }

  function question(): void {
    unanswered += 1;
    ask();
  }

  function tick(): void {
    const waits = found.length > 0 || (seat.is === "away" && isWaiting());
    if (!waits) {
      clearInterval(asking);
      asking = undefined;
      unanswered = 0;
    } else if (unanswered < SILENCE) {
      question();
    } else {
      unanswered = 0;
      if (seat.is === "away") sit({ is: "unknown" });
      compete(true);
    }
  }

  function watch(): void {
    if (asking !== undefined) return;
    asking = setInterval(tick, askEvery);
    question();
  }

  return {
    tab,
    get seat() {
      return seat;
    },
    async find() {
      await join();
      while (seat.is === "unknown") {
        const wake = new Promise<void>((resolve) => found.push(resolve));
        watch();
        await wake;
      }
      return seat;
    },
    hear(other) {
      unanswered = 0;
      if (seat.is === "here" || (seat.is === "away" && seat.tab === other)) return;
      sit({ is: "away", tab: other });
      const gone = () => seat.is === "away" && seat.tab === other && sit({ is: "unknown" });
      onThreadDeath(lifeLock(other), gone, locks);
    },
    heard() {
      unanswered = 0;
    },
    watch,
  };
}

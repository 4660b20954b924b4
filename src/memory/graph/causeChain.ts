import type { Cause, Op } from "../model";

const UNDO = /^undo:[^:]*:/;

/**
 * The cause of undoing another (or of undoing an undo, which is a redo). `token` is one fresh id an undo, so that undo, redo and
 * undo again are three causes; it holds no colon. The id names what it undid.
 */
export function undoCause(causeId: string, token: string): Cause {
  return { kind: "undo", id: `undo:${token}:${causeId}` };
}

/** A cause's id, then the id of what it undid, and so on to what came first. The log finds an op by each of them. */
export function causeChain(causeId: string): string[] {
  const chain = [causeId];
  for (let id = causeId; UNDO.test(id); ) {
    id = id.replace(UNDO, "");
    chain.push(id);
  }
  return chain;
}

/** Whether an op found by `causeId` undid (or redid) that cause, rather than being its own. */
export function isUndoOf(op: Op, causeId: string): boolean {
  return op.cause.id !== causeId || (op.cause.kind === "undo" && !UNDO.test(causeId));
}

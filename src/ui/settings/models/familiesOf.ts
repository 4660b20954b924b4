import { isAtHand, type ModelRow } from "../../../state/models";
import { canRun } from "./modelOptions";

/**
 * One row a family, small to large: of the same model in several forms the one that fits this device, that is here already,
 * that is recommended, and that takes the least memory, in this order.
 */
export function familiesOf(rows: readonly ModelRow[], recommended: string | null): ModelRow[] {
  const best = new Map<string, ModelRow>();
  for (const row of rows) {
    const { family, id } = row.model;
    const key = family || id;
    const held = best.get(key);
    if (!held || isBetter(row, held, recommended)) best.set(key, row);
  }
  return [...best.values()].sort(
    (a, b) =>
      a.model.parameters - b.model.parameters ||
      a.model.bytes - b.model.bytes ||
      a.model.name.localeCompare(b.model.name, "en"),
  );
}

function isBetter(a: ModelRow, b: ModelRow, recommended: string | null): boolean {
  const signs = (row: ModelRow) => [
    canRun(row),
    row.unfit === null,
    isAtHand(row),
    row.bytesHere > 0,
    row.model.id === recommended,
  ];
  const [of, over] = [signs(a), signs(b)];
  const differ = of.findIndex((sign, at) => sign !== over[at]);
  return differ < 0 ? a.model.memoryBytes < b.model.memoryBytes : of[differ] === true;
}

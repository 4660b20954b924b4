import type { Evidence, Link, TableName } from "../model";

/** A field that is merged element by element: what each element is known by. */
interface SetField {
  field: string;
  keyOf(item: unknown): string;
}

/** How a row's fields are merged: sets element by element, groups whole, every other field by itself. */
export interface MergeFields {
  sets: readonly SetField[];
  /** Fields that mean something only together, such as a status and its times. */
  groups: readonly (readonly string[])[];
}

const bySelf = (field: string): SetField => ({ field, keyOf: (item) => String(item) });
const NONE: MergeFields = { sets: [], groups: [] };

/** How the rows of each table are merged. Rules [O4] and [O5] of SPEC.md. */
export const MERGE_FIELDS: Readonly<Record<TableName, MergeFields>> = {
  memories: {
    sets: [
      {
        field: "evidence",
        keyOf: (item) => {
          const { passageId, start, end } = item as Evidence;
          return `${passageId} ${start} ${end}`;
        },
      },
      bySelf("derivedFrom"),
    ],
    groups: [
      ["text", "textKey"],
      ["status", "validFrom", "validTo", "retiredAt", "replacedBy"],
    ],
  },
  links: {
    sets: [
      {
        field: "members",
        keyOf: (item) => {
          const { memoryId, role } = item as Link["members"][number];
          return `${memoryId} ${role}`;
        },
      },
      bySelf("evidence"),
    ],
    groups: [],
  },
  sources: NONE,
  passages: NONE,
  chats: NONE,
  turns: NONE,
  passes: NONE,
};

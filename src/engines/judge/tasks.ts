/** The tasks of the judge's heads, in the order of its graph's input `task`. Nothing asks "support" yet (models/judge/README.md). */
export const JUDGE_TASKS = ["pair", "sentence", "question", "support"] as const;
export type JudgeTask = (typeof JUDGE_TASKS)[number];

import { createMemoryStore } from "../support/memoryStore";
import { describeStore } from "./store";

describeStore("The in-memory fake", async () => createMemoryStore());

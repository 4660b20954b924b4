import { openStore } from "../support/openStore";
import { describeStore } from "./store";

describeStore("Dexie", () => openStore());

import { type Rows, TABLES, type TableName } from "../../memory/model";
import type { Clock, Ids } from "../../memory/ports";
import type { CairnStore } from "../../storage/CairnStore";
import type { MemoryFile } from "../../storage/memoryFile";
import { planImport } from "../../storage/planImport";
import { writeMemoryFile } from "../../storage/writeMemoryFile";
import type { ImportPreview, Progress } from "../memoryProtocol";
import type { MemoryFileReaderApi } from "../readerProtocol";

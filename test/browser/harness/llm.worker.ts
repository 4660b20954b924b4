/** llm.worker as it is, after what lets accidents happen to it. */
import "./letHappen";
import "../../../src/engines/llm/llm.worker";

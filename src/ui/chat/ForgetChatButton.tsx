import type { ChatId } from "../../memory/model";
import { failureOf } from "../../state/failure";
import { useApp } from "../AppContext";
import parts from "../parts/parts.module.css";
import { strings } from "../strings.en";
import { goTo } from "../useRoute";

/** Forgets a chat with what rested on it alone, says so, and offers Undo. */
export function ForgetChatButton({ chatId, title }: { chatId: ChatId; title: string }) {
  const { notices, forgetChat } = useApp();
  const forget = async () => {
    const { say } = notices.getState();
    try {
      const { causeId } = await forgetChat(chatId);
      say(strings.chat.forgotChat(title), { causeId });
      goTo({ screen: "chat", chatId: null });
    } catch (error) {
      say(`${strings.chat.forgetChatFailed} ${strings.reason(failureOf(error))}`);
    }
  };
  return (
    <button type="button" className={parts.ghost} onClick={() => void forget()}>
      {strings.chat.forgetChat}
    </button>
  );
}

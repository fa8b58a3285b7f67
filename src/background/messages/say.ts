/**
 * The one message of extension pages. The listener that is generated around this file hands on whatever any script of
 * the extension sends and looks at no sender, so body and sender go to the switchboard as they are.
 */
import type { PlasmoMessaging } from "@plasmohq/messaging"
import { servant } from "~background"
import type { PopupReply } from "~protocol"
import type { BrowserSender } from "../origins/sender"

const say: PlasmoMessaging.MessageHandler<unknown, PopupReply> = async ({ body, sender }, reply) => {
  reply.send(await servant.say(body, (sender ?? {}) as BrowserSender))
}

export default say

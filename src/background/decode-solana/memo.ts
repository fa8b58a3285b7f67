/** The memo program: a text that is written down, by those who sign it. */
import { readableText } from "../consent/readable-text"
import { accountMember, type InstructionReader, readingOf, unknownReading } from "./instruction"

export const readMemo: InstructionReader = (instruction) => {
  const text = readableText(instruction.data)
  if (text === null) return unknownReading(instruction, { signature: "memo", flaws: ["text-not-canonical"] })
  const members = instruction.accounts.map((account, place) => accountMember(`signer ${place}`, account))
  return readingOf(instruction, {
    how: "exact",
    action: { type: "memo", text },
    signature: "memo",
    members: [...members, { name: "text", type: "text", value: text }],
  })
}

/** What a person can choose, and the way to what takes a place of its own. Everything is kept by the background. */
import { useState } from "react"
import { Link } from "wouter"
import type { Settings as Chosen, CurrencySetting, KnownChain } from "~protocol"
import { currencyNameOf } from "../amounts"
import { ask } from "../ask"
import { askForNotices } from "../extension"
import { languages, say } from "../language"
import { takeLook } from "../look"
import { Failure, Skeleton } from "../parts/asking"
import { Choice, Toggle } from "../parts/choosing"
import { Notice } from "../parts/notice"
import { pathOf } from "../places"
import { useAnswer } from "../use-answer"
import { visibleTextOf } from "../visible-text"

type Change = (change: Partial<Chosen>) => Promise<void>

export function Settings() {
  const settings = useAnswer("settings", null)
  const networks = useAnswer("networks", null)
  const [problem, setProblem] = useState<string | null>(null)
  const chosen = settings.answer

  const change: Change = async (wanted) => {
    const reply = await ask("changeSetting", wanted)
    setProblem("problem" in reply ? reply.problem.message : null)
    if ("answered" in reply) takeLook(reply.answered)
    settings.look()
  }

  return (
    <>
      <h1>{say("settings.title")}</h1>
      {problem !== null && <Notice tone="bad">{problem}</Notice>}
      {chosen === null && settings.problem !== null && (
        <Failure sentence={settings.problem} onRetry={settings.look} />
      )}
      {chosen === null && settings.problem === null && <Skeleton label={say("settings.loading")} rows={5} />}
      {chosen !== null && (
        <>
          <Look chosen={chosen} change={change} />
          <Sites chosen={chosen} change={change} networks={networks.answer ?? []} />
          <Notifications chosen={chosen} change={change} />
          <More />
        </>
      )}
    </>
  )
}

const currencies: readonly CurrencySetting[] = ["USD", "EUR", "GBP", "CHF", "JPY", "AUD", "none"]

function currencyInWords(setting: CurrencySetting): string {
  return setting === "none" ? say("settings.noCurrency") : currencyNameOf(setting)
}

type PartProps = { chosen: Chosen; change: Change }

function Look({ chosen, change }: PartProps) {
  const spoken = Object.entries(languages).map(([value, { name }]) => ({
    value: value as keyof typeof languages,
    name,
  }))
  return (
    <section className="settings" aria-labelledby="settings-look">
      <h2 id="settings-look">{say("settings.look")}</h2>
      <div className="card">
        <Choice
          name={say("settings.theme")}
          testId="theme"
          value={chosen.theme}
          options={(["system", "light", "dark"] as const).map((value) => ({
            value,
            name: say(`settings.themes.${value}`),
          }))}
          onChoose={(theme) => void change({ theme })}
        />
        <Choice
          name={say("settings.language")}
          testId="language"
          value={chosen.language}
          options={[{ value: "system" as const, name: say("settings.asSystem") }, ...spoken]}
          onChoose={(language) => void change({ language })}
        />
        <Choice
          name={say("settings.currency")}
          hint={say("settings.currencyHint")}
          testId="currency"
          value={chosen.currency}
          options={currencies.map((value) => ({ value, name: currencyInWords(value) }))}
          onChoose={(currency) => void change({ currency })}
        />
      </div>
    </section>
  )
}

function Sites({ chosen, change, networks }: PartProps & { networks: KnownChain[] }) {
  const optionsOf = (family: "ethereum" | "solana", value: string) => {
    const known = networks.filter(({ chain, origins }) => chain.family === family && origins.length === 0)
    const options = known.map(({ chain }) => ({ value: chain.id, name: visibleTextOf(chain.name) }))
    return options.some((option) => option.value === value) ? options : [{ value, name: value }, ...options]
  }
  return (
    <section className="settings" aria-labelledby="settings-sites">
      <h2 id="settings-sites">{say("settings.sites")}</h2>
      <div className="card">
        <Choice
          name={say("settings.ethereumChain")}
          testId="ethereum-chain"
          value={chosen.ethereumChain}
          options={optionsOf("ethereum", chosen.ethereumChain)}
          onChoose={(ethereumChain) => void change({ ethereumChain })}
        />
        <Choice
          name={say("settings.solanaChain")}
          hint={say("settings.chainHint")}
          testId="solana-chain"
          value={chosen.solanaChain}
          options={optionsOf("solana", chosen.solanaChain)}
          onChoose={(solanaChain) => void change({ solanaChain })}
        />
        <Toggle
          name={say("settings.asPhantom")}
          hint={say("settings.asPhantomHint")}
          testId="as-phantom"
          isOn={chosen.asPhantom}
          onTurn={(asPhantom) => void change({ asPhantom })}
        />
        <Toggle
          name={say("settings.refreshLists")}
          hint={say("settings.refreshListsHint")}
          testId="refresh-lists"
          isOn={chosen.refreshLists}
          onTurn={(refreshLists) => void change({ refreshLists })}
        />
      </div>
    </section>
  )
}

function Notifications({ chosen, change }: PartProps) {
  const [isDenied, setDenied] = useState(false)
  async function turn(isOn: boolean): Promise<void> {
    const isAllowed = !isOn || (await askForNotices())
    setDenied(!isAllowed)
    if (isAllowed) await change({ notifications: isOn })
  }
  return (
    <div className="card">
      <Toggle
        name={say("settings.notifications")}
        hint={say("settings.notificationsHint")}
        testId="notifications"
        isOn={chosen.notifications}
        onTurn={(isOn) => void turn(isOn)}
      />
      {isDenied && <Notice tone="careful">{say("settings.notificationsDenied")}</Notice>}
    </div>
  )
}

function More() {
  return (
    <section className="settings" aria-labelledby="settings-more">
      <h2 id="settings-more">{say("settings.more")}</h2>
      <ul className="card">
        {(["lock", "networks", "kms", "developer"] as const).map((place) => (
          <li key={place}>
            <Link className="setting-link" href={pathOf(place)}>
              <span className="setting-name">
                <span>{say(`settings.${place}`)}</span>
                <span className="quiet">{say(`settings.${place}Hint`)}</span>
              </span>
              <Onward />
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Onward() {
  return (
    <svg className="onward" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M9.500 6l6 6-6 6" />
    </svg>
  )
}

/**
 * Reads a QR code through the camera. It asks for the camera on a press and never before, lets go of it as soon as a
 * code is read or the view is left, and keeps no picture.
 */

import { frameLoop, QRCamera, QRCanvas } from "qr/dom.js"
import { useEffect, useRef, useState } from "react"
import { say } from "../language"
import { Notice } from "./notice"

type ScannerProps = { onRead: (text: string) => void }

export function Scanner({ onRead }: ScannerProps) {
  const video = useRef<HTMLVideoElement>(null)
  const [stream, setStream] = useState<MediaStream | null>(null)
  const [isMissing, setMissing] = useState(false)
  const tell = useRef(onRead)
  tell.current = onRead

  async function start(): Promise<void> {
    setMissing(false)
    try {
      setStream(await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }))
    } catch {
      setMissing(true)
    }
  }

  useEffect(() => {
    const player = video.current
    if (stream === null || player === null) return
    const stopReading = readCodes(player, stream, (text) => tell.current(text))
    return () => {
      stopReading()
      for (const track of stream.getTracks()) track.stop()
    }
  }, [stream])

  return (
    <section className="card scanner" aria-label={say("send.scanner.title")}>
      <p className="quiet">{say("send.scanner.hint")}</p>
      {isMissing && <Notice tone="careful">{say("send.scanner.none")}</Notice>}
      {stream !== null && (
        <video
          ref={video}
          className="scanner-picture"
          muted
          playsInline
          aria-label={say("send.scanner.picture")}
        />
      )}
      <button
        type="button"
        className="small-button"
        onClick={() => (stream === null ? void start() : setStream(null))}
      >
        {say(stream === null ? "send.scanner.start" : "send.scanner.stop")}
      </button>
    </section>
  )
}

/** Gives what ends it. */
function readCodes(player: HTMLVideoElement, stream: MediaStream, tell: (text: string) => void): () => void {
  const camera = new QRCamera(player, stream)
  const canvas = new QRCanvas()
  let isBusy = false
  return frameLoop(() => {
    if (isBusy || player.videoWidth === 0) return
    isBusy = true
    void camera
      .readFrame(canvas)
      .then((text) => {
        if (typeof text === "string" && text !== "") tell(text)
      })
      .catch(() => undefined)
      .finally(() => {
        isBusy = false
      })
  })
}

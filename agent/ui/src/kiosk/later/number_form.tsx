// A number that customers type, show to the scanner, which types it for them, or hold before the camera,
// where the browser reads codes. Nothing of it is kept here.
import { useEffect, useRef, useState } from 'preact/hooks';
import { useLater, type Key } from './texts';

export type Via = 'wedge' | 'camera' | 'typed';
export type NumberState = 'asked' | 'bad' | 'many' | 'sending' | 'failed';

interface Props {
  words: 'collect' | 'who';
  state: NumberState;
  most: number; // characters
  onChange(): void;
  onSend(code: string, via: Via): void;
  onBack(): void;
}

interface Detector {
  detect(from: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
const reader = (window as { BarcodeDetector?: new () => Detector }).BarcodeDetector;

const kScannerMs = 50; // a key; nobody types so fast
const kLookMs = 200;

export function NumberForm({ words, state, most, onChange, onSend, onBack }: Props) {
  const voice = useLater();
  const say = (what: string) => voice.say(`${words}.${what}` as Key);
  const [code, setCode] = useState('');
  const [camera, setCamera] = useState<'off' | 'on' | 'dark'>('off');
  const since = useRef(0);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field.current?.focus();
    // A scanner types wherever the focus is.
    const onKey = ({ key }: KeyboardEvent) => key.length === 1 && key !== ' ' && field.current?.focus();
    addEventListener('keydown', onKey, true);
    return () => removeEventListener('keydown', onKey, true);
  }, []);

  const send = (event: Event) => {
    event.preventDefault();
    const number = code.trim();
    if (state === 'sending' || !number) return;
    onSend(number, Date.now() - since.current < kScannerMs * number.length ? 'wedge' : 'typed');
  };
  return (
    <main>
      <h1 id="question">{say('title')}</h1>
      <p id="how">{say('how')}</p>
      <form class="words" autocomplete="off" onSubmit={send}>
        <input
          ref={field}
          type="text"
          aria-label={say('number')}
          aria-describedby="how"
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          maxLength={most}
          value={code}
          readOnly={state === 'sending'}
          onInput={(event) => {
            onChange();
            if (!code) since.current = Date.now();
            setCode(event.currentTarget.value);
          }}
        />
        <button type="submit" class="main" aria-disabled={!code.trim()}>
          {say('send')}
        </button>
      </form>
      {camera === 'on' && (
        <Camera
          onCode={(seen) => {
            setCamera('off');
            onChange();
            setCode(seen);
            onSend(seen, 'camera');
          }}
          onDark={() => setCamera('dark')}
        />
      )}
      <div class="below">
        <div class="said" role="status">
          {camera !== 'off' && <p>{voice.say(`camera.${camera}`)}</p>}
          {state !== 'asked' && <p>{say(state)}</p>}
        </div>
        <p class="choices">
          {reader && (
            <button
              type="button"
              class="enough"
              aria-pressed={camera === 'on'}
              onClick={() => setCamera(camera === 'on' ? 'off' : 'on')}
            >
              {voice.say('camera')}
            </button>
          )}
          <button type="button" class="enough" onClick={onBack}>
            {say('back')}
          </button>
        </p>
      </div>
    </main>
  );
}

// What it sees is looked at here and goes nowhere; the light goes out with it.
function Camera({ onCode, onDark }: { onCode(code: string): void; onDark(): void }) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    let stream: MediaStream | undefined;
    let over = false;
    let timer = 0;
    const look = async (detector: Detector) => {
      const seen = await detector.detect(video.current!).catch(() => []);
      if (over) return;
      const code = seen[0]?.rawValue.trim();
      if (code) onCode(code);
      else timer = window.setTimeout(() => void look(detector), kLookMs);
    };
    const stop = () => stream?.getTracks().forEach((track) => track.stop());
    const start = async () => {
      try {
        stream = await navigator.mediaDevices.getUserMedia({ video: true });
        if (over) return stop();
        video.current!.srcObject = stream;
        await video.current!.play();
        await look(new reader!());
      } catch {
        if (!over) onDark();
      }
    };
    void start();
    return () => {
      over = true;
      clearTimeout(timer);
      stop();
    };
  }, []);
  return <video ref={video} muted playsInline aria-hidden="true" />;
}

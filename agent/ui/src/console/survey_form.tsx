// The questions of a survey as fields. What it does not show (pages of their own, ends of scales, a promise) stays as the
// text beside it has it.
import { Choice, TextField } from './forms';
import {
  asKind,
  freeName,
  kindNames,
  kindOf,
  textIn,
  withText,
  type Kind,
  type Texts,
  type Written,
  type WrittenChoice,
  type WrittenSurvey,
} from './survey_text';
import { capital, nameOf } from '../shared/voice';
import { spoken, useVoice } from './texts';

interface Props {
  survey: WrittenSurvey;
  onChange(survey: WrittenSurvey): void;
}

const wordsMax = 300;

export function SurveyForm({ survey, onChange }: Props) {
  const voice = useVoice();
  const change = (page: number, elements: Written[]) =>
    onChange({ ...survey, pages: survey.pages.map((one, i) => (i === page ? { ...one, elements } : one)) });
  const texts = (name: 'purpose' | 'completedHtml', label: string) => (
    <InLanguages
      id={name}
      label={label}
      texts={survey[name]}
      onType={(given) => {
        const { [name]: _, ...rest } = survey;
        onChange({ ...rest, ...(given && { [name]: given }), pages: survey.pages } as WrittenSurvey);
      }}
    />
  );
  const add = () => {
    const last = survey.pages.length - 1;
    const one = asKind({ type: '', name: freeName(survey), title: voice.say('survey.new_title') }, 'csat');
    if (last < 0) onChange({ ...survey, pages: [{ elements: [one] }] });
    else change(last, [...survey.pages[last]!.elements, one]);
  };
  return (
    <section class="card" aria-labelledby="questions">
      <h2 id="questions">{voice.say('survey.questions')}</h2>
      <div class="fields">
        <TextField id="survey_id" label={voice.say('survey.id')} value={String(survey.id ?? '')} onType={(id) => onChange({ ...survey, id })} />
      </div>
      {texts('purpose', voice.say('survey.purpose'))}
      {texts('completedHtml', voice.say('survey.thanks'))}
      {survey.pages.map(({ elements }, page) =>
        elements.map((one, i) => (
          <Question
            key={`${page} ${i}`}
            id={`${page}_${i}`}
            question={one}
            onChange={(changed) => change(page, elements.map((each, k) => (k === i ? changed : each)))}
            onUp={i > 0 ? () => change(page, [...elements.slice(0, i - 1), one, elements[i - 1]!, ...elements.slice(i + 1)]) : null}
            onRemove={() => change(page, elements.filter((_, k) => k !== i))}
          />
        )),
      )}
      <p>
        <button type="button" class="second" onClick={add}>
          {voice.say('survey.add')}
        </button>
      </p>
    </section>
  );
}

interface InLanguagesProps {
  id: string;
  label: string;
  texts: Texts | undefined;
  onType(texts: Texts | undefined): void;
}

const InLanguages = ({ id, label, texts, onType }: InLanguagesProps) => (
  <div class="fields">
    {spoken.map((language) => (
      <TextField
        key={language}
        id={`${id}_${language}`}
        label={`${label} (${capital(nameOf(language), language)})`}
        kind="words"
        longest={wordsMax}
        value={textIn(texts, language)}
        onType={(text) => onType(withText(texts, language, text, spoken))}
      />
    ))}
  </div>
);

interface QuestionProps {
  id: string;
  question: Written;
  onChange(question: Written): void;
  onUp: (() => void) | null;
  onRemove(): void;
}

function Question({ id, question, onChange, onUp, onRemove }: QuestionProps) {
  const voice = useVoice();
  const kind = kindOf(question);
  const { visibleIf = '', isRequired = false } = question;
  const set = (name: string, value: unknown) => {
    const { [name]: _, ...rest } = question;
    onChange((value === undefined ? rest : { ...rest, [name]: value }) as Written);
  };
  return (
    <fieldset class="question">
      <legend>{question.name}</legend>
      <div class="fields">
        <Choice
          id={`kind_${id}`}
          label={voice.say('survey.kind')}
          value={kind}
          options={kindNames.map((one) => [one, voice.say(`survey.kind.${one}`)])}
          onChoose={(chosen) => onChange(asKind(question, chosen as Kind))}
        />
        <TextField id={`name_${id}`} label={voice.say('survey.name')} value={question.name} onType={(name) => set('name', name)} />
        <TextField
          id={`when_${id}`}
          label={voice.say('survey.when')}
          kind="words"
          longest={wordsMax}
          value={visibleIf}
          onType={(text) => set('visibleIf', text || undefined)}
        />
        <p class="tick">
          <input
            id={`required_${id}`}
            type="checkbox"
            checked={isRequired}
            onChange={({ currentTarget }) => set('isRequired', currentTarget.checked || undefined)}
          />
          <label for={`required_${id}`}>{voice.say('survey.required')}</label>
        </p>
      </div>
      <InLanguages id={`title_${id}`} label={voice.say('survey.title')} texts={question.title} onType={(title) => set('title', title)} />
      {question.choices && <ChoiceFields id={id} choices={question.choices} onChange={(choices) => set('choices', choices)} />}
      <p class="row">
        {onUp && (
          <button type="button" class="plain" aria-label={voice.say('survey.up_of', { name: question.name })} onClick={onUp}>
            {voice.say('survey.up')}
          </button>
        )}
        <button type="button" class="plain" aria-label={voice.say('survey.remove_of', { name: question.name })} onClick={onRemove}>
          {voice.say('survey.remove')}
        </button>
      </p>
    </fieldset>
  );
}

interface ChoiceFieldsProps {
  id: string;
  choices: (string | WrittenChoice)[];
  onChange(choices: WrittenChoice[]): void;
}

function ChoiceFields({ id, choices, onChange }: ChoiceFieldsProps) {
  const voice = useVoice();
  const all = choices.map((one) => (typeof one === 'string' ? { value: one } : one));
  const put = (i: number, changed: WrittenChoice) => onChange(all.map((one, k) => (k === i ? changed : one)));
  return (
    <>
      {all.map((one, i) => (
        <div key={i}>
          <div class="fields">
            <TextField
              id={`value_${id}_${i}`}
              label={voice.say('survey.value', { n: i + 1 })}
              value={one.value}
              onType={(value) => put(i, { ...one, value })}
            />
          </div>
          <InLanguages
            id={`choice_${id}_${i}`}
            label={voice.say('survey.choice', { n: i + 1 })}
            texts={one.text}
            onType={(text) => {
              const { text: _, ...rest } = one;
              put(i, text ? { ...rest, text } : rest);
            }}
          />
          {all.length > 2 && (
            <button type="button" class="plain" onClick={() => onChange(all.filter((_, k) => k !== i))}>
              {voice.say('survey.remove_choice', { n: i + 1 })}
            </button>
          )}
        </div>
      ))}
      <p>
        <button type="button" class="plain" onClick={() => onChange([...all, { value: `choice_${all.length + 1}` }])}>
          {voice.say('survey.add_choice')}
        </button>
      </p>
    </>
  );
}

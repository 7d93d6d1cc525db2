-- What staff answered is found without reading all that devices ever sent.

CREATE INDEX events_of_staff ON events (journal, sequence)
  WHERE type = 'touchpoint.staff_survey.answered';

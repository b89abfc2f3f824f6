-- One enrolment, and every logout, uses up all enrol codes of its session.
CREATE INDEX enrolments_of_session ON enrolments (session);

// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/filter.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include <QCoreApplication>

#include "models/format.h"

namespace models {
namespace {

constexpr std::size_t alternativesMax = 64;

QString tr(const char* text) {
  return QCoreApplication::translate("models::Filter", text);
}

// What `status:` takes, by RowStatus.
constexpr std::array statusNames{QLatin1String("running"), QLatin1String("runnable"),
                                 QLatin1String("waiting"), QLatin1String("suspended"),
                                 QLatin1String("exiting"), QLatin1String("exited")};

bool isStatusPrefix(const QString& text) {
  return std::any_of(statusNames.begin(), statusNames.end(), [&](QLatin1String name) {
    return name.startsWith(text, Qt::CaseInsensitive);
  });
}

bool isFieldLike(const QString& text) {
  return std::all_of(text.begin(), text.end(), [](QChar c) { return c.isLetter() || c == u'_'; });
}

bool isPidText(const QString& text) {
  return std::all_of(text.begin(), text.end(), [](QChar c) {
    return (c >= u'0' && c <= u'9') || c == u'<' || c == u'>' || c == u'.';
  });
}

// Seconds from "90", "90s", "5m", "2h", "1d".
double parseSeconds(QString text, bool* ok) {
  static constexpr std::array<std::pair<char16_t, double>, 4> units{
      {{u's', 1}, {u'm', 60}, {u'h', 3600}, {u'd', 86400}}};
  double factor = 1;
  for (const auto& [unit, seconds] : units) {
    if (!text.endsWith(unit, Qt::CaseInsensitive)) continue;
    text.chop(1);
    factor = seconds;
    break;
  }
  return text.toDouble(ok) * factor;
}

// "1000", "1k", "2.5M": a count.
double parseCount(QString text, bool* ok) {
  static constexpr std::array<std::pair<char16_t, double>, 3> units{
      {{u'k', 1e3}, {u'm', 1e6}, {u'g', 1e9}}};
  double factor = 1;
  for (const auto& [unit, count] : units) {
    if (!text.endsWith(unit, Qt::CaseInsensitive)) continue;
    text.chop(1);
    factor = count;
    break;
  }
  return text.toDouble(ok) * factor;
}

}  // namespace

/// Reads a filter text from left to right; stops at the first error.
class FilterParser {
 public:
  explicit FilterParser(const QString& text) : m_text(text) {}

  tl::expected<Filter, FilterError> parse() {
    for (skipBlanks(); !atEnd() && !m_error; skipBlanks()) parseClause();
    if (m_error) return tl::make_unexpected(*std::move(m_error));
    return std::move(m_filter);
  }

 private:
  using Field = Filter::Field;
  using Relation = Filter::Relation;

  /// A run of characters without the quotes around it.
  struct Token {
    QString text;
    qsizetype begin = 0;
    bool quoted = false;      // from its first character: means nothing but itself
    qsizetype pattern = -1;   // where in `text` a regular expression begins, which is its end
  };
  struct FieldName {
    QLatin1String name;
    Field field;
  };
  struct RelationName {
    QLatin1String name;
    Relation relation;
  };

  static constexpr std::array<FieldName, 20> fields{{
      {QLatin1String("status"), Field::Status},
      {QLatin1String("pid"), Field::Pid},
      {QLatin1String("name"), Field::Name},
      {QLatin1String("init"), Field::InitialCall},
      {QLatin1String("mailbox"), Field::Mailbox},
      {QLatin1String("msgs"), Field::MessageRate},
      {QLatin1String("us"), Field::Microseconds},
      {QLatin1String("busy"), Field::Busy},
      {QLatin1String("uptime"), Field::Uptime},
      {QLatin1String("age"), Field::Uptime},
      {QLatin1String("behaviour"), Field::Behaviour},
      {QLatin1String("type"), Field::Type},
      {QLatin1String("supervisor"), Field::Supervisor},
      {QLatin1String("peak"), Field::Peak},
      {QLatin1String("restarts"), Field::Restarts},
      {QLatin1String("wait"), Field::Wait},
      {QLatin1String("size"), Field::StateSize},
      {QLatin1String("thread"), Field::Thread},
      {QLatin1String("suspended"), Field::Suspended},
      {QLatin1String("last"), Field::Last},
  }};
  // Longer ones first.
  static constexpr std::array<RelationName, 7> relations{{
      {QLatin1String(">="), Relation::GreaterOrEqual},
      {QLatin1String("<="), Relation::LessOrEqual},
      {QLatin1String("!="), Relation::NotEqual},
      {QLatin1String(">"), Relation::Greater},
      {QLatin1String("<"), Relation::Less},
      {QLatin1String("="), Relation::Equal},
      {QLatin1String(":"), Relation::Contains},
  }};

  bool atEnd() const { return m_position >= m_text.size(); }
  QChar next() const { return m_text.at(m_position); }
  void skipBlanks() {
    while (!atEnd() && next().isSpace()) ++m_position;
  }
  void fail(const QString& message, qsizetype position) {
    if (!m_error) m_error = FilterError{message, position};
  }

  void parseClause() {
    Filter::Clause clause;
    while (!atEnd() && next() == u'!') {
      clause.negated = !clause.negated;
      ++m_position;
    }
    do {
      if (++m_alternatives > alternativesMax) return fail(tr("Too many alternatives"), m_position);
      const Token token = readToken();
      if (m_error) return;
      clause.alternatives.push_back(interpret(token));
    } while (!m_error && takeBar());
    m_filter.m_clauses.push_back(std::move(clause));
  }

  /// With blanks around it or without.
  bool takeBar() {
    const qsizetype before = m_position;
    skipBlanks();
    if (atEnd() || next() != u'|') {
      m_position = before;
      return false;
    }
    ++m_position;
    skipBlanks();
    return true;
  }

  Token readToken() {
    Token token;
    token.begin = m_position;
    token.quoted = !atEnd() && next() == u'"';
    for (; !atEnd() && !next().isSpace() && next() != u'|'; ++m_position) {
      if (next() == u'/' && (token.text.isEmpty() || token.text.endsWith(u':')))
        return readExpression(token);
      if (next() == u'"')
        readQuoted(token);
      else
        token.text += next();
      if (m_error) return token;
    }
    if (token.text.isEmpty()) fail(tr("A word to look for is missing"), token.begin);
    return token;
  }

  void readQuoted(Token& token) {
    const qsizetype end = m_text.indexOf(u'"', m_position + 1);
    if (end < 0) return fail(tr("The quotation mark has no end"), m_position);
    token.text += QStringView(m_text).mid(m_position + 1, end - m_position - 1);
    m_position = end;
  }

  // From its slash to the one that ends it; nothing else may be behind.
  Token readExpression(Token token) {
    const qsizetype begin = m_position++;
    token.pattern = token.text.size();
    for (; !atEnd() && next() != u'/'; ++m_position) {
      if (next() == u'\\' && m_position + 1 < m_text.size()) token.text += m_text.at(m_position++);
      token.text += next();
    }
    if (atEnd()) {
      fail(tr("The regular expression has no end: another / is missing"), begin);
      return token;
    }
    ++m_position;
    if (!atEnd() && !next().isSpace() && next() != u'|')
      fail(tr("A blank is missing after the regular expression"), m_position);
    else if (token.text.size() == token.pattern)
      fail(tr("The regular expression is empty"), begin);
    return token;
  }

  // `field`: what the text before the expression names.
  Filter::Alternative expression(Field field, const Token& token) {
    Filter::Alternative alternative;
    alternative.field = field;
    alternative.text = token.text.mid(token.pattern);
    alternative.isExpression = true;
    alternative.canBePid = field == Field::Pid;
    alternative.expression =
        QRegularExpression(alternative.text, QRegularExpression::CaseInsensitiveOption);
    if (!alternative.expression.isValid())
      fail(tr("The regular expression is wrong: %1").arg(alternative.expression.errorString()),
           token.begin + token.pattern + 1 + alternative.expression.patternErrorOffset());
    return alternative;
  }

  Filter::Alternative interpret(const Token& token) {
    if (token.pattern == 0) return expression(Field::Any, token);
    if (token.pattern > 0) return fieldExpression(token);
    const RelationName* relation = nullptr;
    qsizetype at = 1;
    for (; !token.quoted && at < token.text.size() && !relation; ++at)
      relation = relationAt(token.text, at);
    if (!relation) return word(Field::Any, token.text);
    const QString name = token.text.left(at - 1);
    const QString value = token.text.mid(at - 1 + relation->name.size());
    const FieldName* field = fieldNamed(name);
    if (field) return comparison(*field, relation->relation, value, token.begin);
    // "pool_worker:init/1", parts of it such as "worker:init", and "<0.17.3>" are words.
    const bool isCall = relation->relation == Relation::Contains &&
                        (name.contains(u'_') || value.contains(u'/') ||
                         value.startsWith(QLatin1String("init")));
    if (isFieldLike(name) && !isCall) failOfField(name, token.begin);
    return word(Field::Any, token.text);
  }

  void failOfField(const QString& name, qsizetype begin) {
    QStringList known;
    for (const FieldName& field : fields) known << QString(field.name);
    fail(tr("There is no field “%1”: known are %2. A text with a colon goes in quotation marks.")
             .arg(name, known.join(QLatin1String(", "))),
         begin);
  }

  // `token` is "field:" and an expression.
  Filter::Alternative fieldExpression(const Token& token) {
    const QString name = token.text.left(token.pattern - 1);
    const FieldName* field = fieldNamed(name);
    if (!field)
      failOfField(name, token.begin);
    else if (field->field > Field::Supervisor || field->field == Field::Status)
      fail(tr("“%1” takes no regular expression").arg(name), token.begin);
    if (field && field->field == Field::Supervisor) m_filter.m_asksForParents = true;
    return expression(field ? field->field : Field::Any, token);
  }

  static const FieldName* fieldNamed(const QString& name) {
    const auto* found = std::find_if(fields.begin(), fields.end(), [&](const FieldName& known) {
      return name.compare(known.name, Qt::CaseInsensitive) == 0;
    });
    return found == fields.end() ? nullptr : found;
  }

  static const RelationName* relationAt(const QString& text, qsizetype at) {
    const auto* found =
        std::find_if(relations.begin(), relations.end(), [&](const RelationName& known) {
          return QStringView(text).mid(at).startsWith(known.name);
        });
    return found == relations.end() ? nullptr : found;
  }

  static Filter::Alternative word(Field field, const QString& text) {
    Filter::Alternative alternative;
    alternative.field = field;
    alternative.text = text;
    alternative.canBePid = isPidText(text);
    return alternative;
  }

  Filter::Alternative comparison(const FieldName& field, Relation relation, const QString& value,
                                 qsizetype begin) {
    Filter::Alternative alternative = word(field.field, value);
    alternative.relation = relation;
    const QString name(field.name);
    if (value.isEmpty())
      fail(tr("“%1” needs a value").arg(name), begin);
    else if (field.field >= Field::Mailbox)
      readNumber(alternative, name, begin);
    else if (field.field == Field::Supervisor)
      readSupervisor(alternative, name, begin);
    else if (relation == Relation::Equal && isWhole(field.field))
      return alternative;
    else if (relation != Relation::Contains)
      fail(tr("“%1” takes a text after a colon").arg(name), begin);
    else if (field.field == Field::Status && !isStatusPrefix(value))
      fail(tr("“%1” is not a status").arg(value), begin);
    return alternative;
  }

  // Whose text can be asked for as a whole.
  static bool isWhole(Field field) {
    return field == Field::Name || field == Field::InitialCall || field == Field::Behaviour ||
           field == Field::Type;
  }

  void readSupervisor(Filter::Alternative& alternative, const QString& name, qsizetype begin) {
    if (alternative.relation != Relation::Contains && alternative.relation != Relation::Equal)
      return fail(tr("“%1” takes a pid, a name or none, after a colon or =").arg(name), begin);
    static const QRegularExpression pid(QStringLiteral("^<?0\\.(\\d+)\\.(\\d+)>?$"));
    const auto match = pid.match(alternative.text);
    const bool isNone = alternative.text.compare(QLatin1String("none"), Qt::CaseInsensitive) == 0;
    alternative.isPid = match.hasMatch() || isNone;
    if (!alternative.isPid) m_filter.m_asksForParents = true;
    if (match.hasMatch()) alternative.pid = {match.captured(1).toUInt(), match.captured(2).toUInt()};
  }

  void readNumber(Filter::Alternative& alternative, const QString& name, qsizetype begin) {
    if (alternative.relation == Relation::Contains)
      return fail(tr("“%1” takes one of > >= < <= = !=").arg(name), begin);
    bool ok = false;
    alternative.number = alternative.field >= Field::Uptime ? parseSeconds(alternative.text, &ok)
                                                            : parseCount(alternative.text, &ok);
    if (!ok || !std::isfinite(alternative.number))
      fail(tr("“%1” is not a number").arg(alternative.text), begin);
  }

  const QString& m_text;
  qsizetype m_position = 0;
  std::size_t m_alternatives = 0;
  Filter m_filter;
  std::optional<FilterError> m_error;
};

tl::expected<Filter, FilterError> Filter::parse(const QString& text) {
  return FilterParser(text).parse();
}

QString Filter::statusWord(genmsg::Status status) {
  return statusNames[static_cast<std::size_t>(status)];
}

bool Filter::matches(const FilterSubject& subject) {
  return std::all_of(m_clauses.begin(), m_clauses.end(), [&](Clause& clause) {
    const bool any = std::any_of(
        clause.alternatives.begin(), clause.alternatives.end(),
        [&](Alternative& each) { return matchesAlternative(each, subject); });
    return any != clause.negated;
  });
}

bool Filter::compare(double value, Relation relation, double number) {
  switch (relation) {
    case Relation::Contains:
      return false;
    case Relation::Greater:
      return value > number;
    case Relation::GreaterOrEqual:
      return value >= number;
    case Relation::Less:
      return value < number;
    case Relation::LessOrEqual:
      return value <= number;
    case Relation::Equal:
      return !(value < number) && !(value > number) && !std::isnan(value);
    case Relation::NotEqual:
      return value < number || value > number;
  }
  return false;
}

// NaN: it has none.
double Filter::numberOf(Field field, const FilterSubject& subject) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  const genmsg::ProcessRow& process = subject.process;
  const auto secondsSince = [&](std::int64_t sinceNs) {
    return static_cast<double>(subject.nowNs - sinceNs) / 1e9;
  };
  switch (field) {
    case Field::Mailbox:
      return process.mailbox;
    case Field::MessageRate:
      return double{subject.rates.messagesPerSecond};
    case Field::Microseconds:
      return double{subject.rates.nsPerMessage} / 1e3;
    case Field::Busy:
      return double{subject.rates.busy} * 100;
    case Field::Peak:
      return process.peak;
    case Field::Restarts:
      return process.restarts;
    case Field::Wait:
      return process.wait_max_ns > 0 ? double{process.wait_max_ns} / 1e3 : none;
    case Field::StateSize:
      return process.state_bytes ? process.state_bytes : none;
    case Field::Thread:
      return process.scheduler < 0 ? none : process.scheduler;
    case Field::Uptime:
      return secondsSince(process.start_ns);
    case Field::Suspended:
      return subject.suspendedSinceNs == noTime ? none : secondsSince(subject.suspendedSinceNs);
    case Field::Last:
      return process.last_ago_ns >= 0 ? double{process.last_ago_ns} / 1e9 : none;
    default:
      return none;
  }
}

bool Filter::matchesAlternative(Alternative& alternative, const FilterSubject& subject) {
  if (alternative.field >= Field::Mailbox)
    return compare(numberOf(alternative.field, subject), alternative.relation, alternative.number);
  if (alternative.field == Field::Status) {
    const RowStatus status =
        subject.exited ? RowStatus::Exited : rowStatus(subject.process.status);
    return statusNames[static_cast<std::size_t>(status)].startsWith(alternative.text,
                                                                    Qt::CaseInsensitive);
  }
  if (alternative.field == Field::Supervisor) return matchesParent(alternative, subject);
  return matchesText(alternative, subject.process);
}

bool Filter::matchesParent(Alternative& alternative, const FilterSubject& subject) {
  if (alternative.isPid) return subject.process.parent == alternative.pid;
  if (subject.parent == nullptr) return false;
  return containsAtom(alternative, subject.parent->name) ||
         containsAtom(alternative, subject.parent->initial_call);
}

bool Filter::matchesText(Alternative& alternative, const genmsg::ProcessRow& row) {
  const auto contains = [&](genmsg::Atom atom) { return containsAtom(alternative, atom); };
  switch (alternative.field) {
    case Field::Name:
      return contains(row.name);
    case Field::InitialCall:
      return contains(row.initial_call);
    case Field::Behaviour:
      return contains(row.behaviour);
    case Field::Type:
      return contains(row.last_type);
    case Field::Any:
      if (contains(row.name) || contains(row.initial_call)) return true;
      break;
    default:
      break;
  }
  return alternative.canBePid && containsText(alternative, formatPid(row.pid));
}

bool Filter::containsText(const Alternative& alternative, const QString& text) {
  if (alternative.relation == Relation::Equal) return text == alternative.text;
  return alternative.isExpression ? text.contains(alternative.expression)
                                  : text.contains(alternative.text, Qt::CaseInsensitive);
}

bool Filter::containsAtom(Alternative& alternative, genmsg::Atom atom) {
  if (atom.index() >= alternative.atoms.size())
    alternative.atoms.resize(atom.index() + 1, Verdict::Unknown);
  Verdict& verdict = alternative.atoms[atom.index()];
  if (verdict == Verdict::Unknown)
    verdict = containsText(alternative, formatAtom(atom)) ? Verdict::Yes : Verdict::No;
  return verdict == Verdict::Yes;
}

}  // namespace models

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace views {

/// A filter that a user gave a name.
struct SavedFilter {
  QString name;
  QString text;

  friend bool operator==(const SavedFilter&, const SavedFilter&) = default;
};

/// The filters that were used in one filter bar, and those that were saved.
/// Threads: GUI thread. Storage: views/view_state. Limits: the last historyMost texts.
class FilterMemory {
 public:
  static constexpr int historyMost = 20;

  /// `id` tells the filter bars apart: "processes".
  explicit FilterMemory(const QString& id) : m_id(id) {}

  QStringList history() const;  // the last one first
  /// An empty text is not kept, the same again moves to the front.
  void remember(const QString& text);
  QList<SavedFilter> saved() const;  // by name
  /// Replaces the one of the same name.
  void save(const SavedFilter& filter);
  void remove(const QString& name);

 private:
  void store(const QList<SavedFilter>& filters);

  QString m_id;
};

}  // namespace views

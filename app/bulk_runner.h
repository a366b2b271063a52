// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>
#include <deque>
#include <memory>

#include "app/bulk_action.h"

namespace views {
class ProgressStrip;
}

namespace app {

/// Carries out bulk actions, one after the other in the order of asking, and shows how far they are.
/// Threads: GUI thread. Ownership: the strip outlives it.
class BulkRunner final : public QObject {
  Q_OBJECT

 public:
  explicit BulkRunner(views::ProgressStrip* strip, QObject* parent = nullptr);

  /// `text`: "Suspending 998 processes".
  void run(std::unique_ptr<BulkAction> bulk, const QString& text);
  /// Whether the answer belongs to the one that is under way.
  bool take(const models::ActionResult& result);
  /// Whether it is a bulk action that is asking right now.
  bool isAsking() const;

 Q_SIGNALS:
  void finished(const app::BulkAction& bulk);

 private:
  struct Waiting {
    std::unique_ptr<BulkAction> bulk;
    QString text;
  };

  void startFirst();
  void endFirst();

  views::ProgressStrip* m_strip;
  std::deque<Waiting> m_queue;  // the first is under way
};

}  // namespace app

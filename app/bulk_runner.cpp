// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bulk_runner.h"

#include <limits>

#include "views/progress_strip.h"

namespace app {
namespace {

int barValue(std::size_t count) {
  return static_cast<int>(qMin(count, std::size_t{std::numeric_limits<int>::max()}));
}

}  // namespace

BulkRunner::BulkRunner(views::ProgressStrip* strip, QObject* parent)
    : QObject(parent), m_strip(strip) {
  connect(m_strip, &views::ProgressStrip::cancelled, this, [this] {
    if (!m_queue.empty()) m_queue.front().bulk->cancel();
  });
}

void BulkRunner::run(std::unique_ptr<BulkAction> bulk, const QString& text) {
  m_queue.push_back({std::move(bulk), text});
  if (m_queue.size() == 1) startFirst();
}

bool BulkRunner::take(const models::ActionResult& result) {
  return !m_queue.empty() && m_queue.front().bulk->take(result);
}

bool BulkRunner::isAsking() const {
  return !m_queue.empty() && m_queue.front().bulk->isAsking();
}

void BulkRunner::startFirst() {
  const Waiting& first = m_queue.front();
  BulkAction* bulk = first.bulk.get();
  m_strip->begin(first.text, barValue(bulk->count()));
  connect(bulk, &BulkAction::progressed, m_strip,
          [this, bulk] { m_strip->setValue(barValue(bulk->done())); });
  // It is in the middle of an answer when it says so.
  connect(bulk, &BulkAction::finished, this, &BulkRunner::endFirst, Qt::QueuedConnection);
  bulk->start();
}

void BulkRunner::endFirst() {
  const std::unique_ptr<BulkAction> bulk = std::move(m_queue.front().bulk);
  m_queue.pop_front();
  m_strip->end();
  Q_EMIT finished(*bulk);
  if (!m_queue.empty()) startFirst();
}

}  // namespace app

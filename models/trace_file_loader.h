// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <memory>

#include <QObject>
#include <QThreadPool>

#include "models/trace_file.h"

namespace models {

/// Reads trace files on a thread of its own, one at a time.
/// Threads: the GUI thread; so are the signals. Its end waits for one frame, not for the file.
class TraceFileLoader final : public QObject {
  Q_OBJECT

 public:
  explicit TraceFileLoader(QObject* parent = nullptr);
  ~TraceFileLoader() override;

  /// Ends with finished(), failed() or cancelled(). What is being read is forgotten, without a word.
  void load(const QString& path);
  void cancel();
  bool isLoading() const { return m_current != nullptr; }

 Q_SIGNALS:
  /// At most once for each percent.
  void progressed(int percent);
  void finished(const QString& path, const models::TraceFileContentPtr& content);
  /// It cannot be opened, or is none. `why` is for a person.
  void failed(const QString& path, const QString& why);
  void cancelled(const QString& path);

 private:
  struct Task;
  static void run(const std::shared_ptr<Task>& task);
  void forget();

  QThreadPool m_pool;  // its end waits for the reading, which speaks to this object
  std::shared_ptr<Task> m_current;
};

}  // namespace models

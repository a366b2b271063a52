// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/trace_file_loader.h"

#include <utility>

#include <QFile>

namespace models {

/// What the two threads share of one file.
struct TraceFileLoader::Task {
  TraceFileLoader* loader = nullptr;
  QString path;
  std::atomic<bool> isStopped{false};

  /// Calls on the GUI thread, if nobody has asked for another file meanwhile.
  template <class Then>
  static void tell(const std::shared_ptr<Task>& task, Then then) {
    QMetaObject::invokeMethod(
        task->loader,
        [task, then = std::move(then)] {
          if (task->loader->m_current == task) then(*task->loader);
        },
        Qt::QueuedConnection);
  }
};

TraceFileLoader::TraceFileLoader(QObject* parent) : QObject(parent) {
  m_pool.setMaxThreadCount(1);
}

TraceFileLoader::~TraceFileLoader() {
  forget();
  m_pool.waitForDone();
}

void TraceFileLoader::forget() {
  if (const auto task = std::exchange(m_current, nullptr)) task->isStopped = true;
}

void TraceFileLoader::load(const QString& path) {
  forget();
  m_current = std::make_shared<Task>();
  m_current->loader = this;
  m_current->path = path;
  m_pool.start([task = m_current] { run(task); });
}

void TraceFileLoader::cancel() {
  if (m_current == nullptr) return;
  const QString path = m_current->path;
  forget();
  Q_EMIT cancelled(path);
}

void TraceFileLoader::run(const std::shared_ptr<Task>& task) {
  const auto fail = [&task](const QString& why) {
    Task::tell(task, [path = task->path, why](TraceFileLoader& loader) {
      loader.m_current = nullptr;
      Q_EMIT loader.failed(path, why);
    });
  };
  QFile file(task->path);
  if (!file.open(QIODevice::ReadOnly)) return fail(file.errorString());
  const qint64 size = file.size();
  TraceFileReader reader(&file);
  int told = 0;
  while (!task->isStopped && reader.readOne()) {
    const int percent = size > 0 ? static_cast<int>(100 * reader.position() / size) : 0;
    if (percent <= told) continue;
    told = percent;
    Task::tell(task, [percent](TraceFileLoader& loader) { Q_EMIT loader.progressed(percent); });
  }
  if (task->isStopped) return;
  const auto content = std::make_shared<const TraceFileContent>(reader.take());
  if (!content->error.isEmpty()) return fail(content->error);
  Task::tell(task, [path = task->path, content](TraceFileLoader& loader) {
    loader.m_current = nullptr;
    Q_EMIT loader.finished(path, content);
  });
}

}  // namespace models

// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/pid_delegate.h"

#include <QAbstractItemView>

#include "models/roles.h"
#include "views/theme.h"

namespace views {
namespace {

genmsg::Pid pidOf(const QModelIndex& index) {
  return index.data(models::PidRole).value<genmsg::Pid>();
}

}  // namespace

void PidDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const {
  ProcessDelegate::initStyleOption(option, index);
  const bool italic = option->font.italic();
  option->font = monospaced(option->font);
  option->font.setItalic(italic);
  if (pidOf(index)) {
    option->font.setUnderline(true);
    option->palette.setColor(QPalette::Text, option->palette.color(QPalette::Link));
  }
  option->fontMetrics = QFontMetrics(option->font);
}

void followPids(QAbstractItemView* view, int column, std::function<void(genmsg::Pid)> go) {
  view->setItemDelegateForColumn(column, new PidDelegate(view));
  view->setMouseTracking(true);
  const auto isLink = [column](const QModelIndex& index) {
    return index.column() == column && pidOf(index);
  };
  const auto follow = [go = std::move(go)](const QModelIndex& index) {
    if (const genmsg::Pid pid = pidOf(index)) go(pid);
  };
  QObject::connect(view, &QAbstractItemView::entered, view, [view, isLink](const QModelIndex& at) {
    view->viewport()->setCursor(isLink(at) ? Qt::PointingHandCursor : Qt::ArrowCursor);
  });
  QObject::connect(view, &QAbstractItemView::viewportEntered, view,
                   [view] { view->viewport()->unsetCursor(); });
  QObject::connect(view, &QAbstractItemView::clicked, view,
                   [isLink, follow](const QModelIndex& index) {
                     if (isLink(index)) follow(index);
                   });
  QObject::connect(view, &QAbstractItemView::activated, view,
                   [column, follow](const QModelIndex& index) {
                     follow(index.siblingAtColumn(column));
                   });
}

}  // namespace views

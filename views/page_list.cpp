// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/page_list.h"

#include <QAction>
#include <QGuiApplication>
#include <QPainter>
#include <QStyledItemDelegate>

namespace views {
namespace {

constexpr int badgeRole = Qt::UserRole + 1;
constexpr int toneRole = Qt::UserRole + 2;
constexpr int largest = 99;

class BadgeDelegate final : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

  void paint(QPainter* painter, const QStyleOptionViewItem& option,
             const QModelIndex& index) const override {
    QStyledItemDelegate::paint(painter, option, index);
    const int count = index.data(badgeRole).toInt();
    if (count == 0) return;
    const QString text = count > largest ? QStringLiteral("%1+").arg(largest)
                                         : QString::number(count);
    const int height = option.fontMetrics.height();
    const int width = qMax(height, option.fontMetrics.horizontalAdvance(text) + height / 2);
    const int gap = height / 4;
    const QRect badge(option.rect.right() - width - gap,
                      option.rect.center().y() - height / 2, width, height);
    const auto tone = static_cast<Tone>(index.data(toneRole).toInt());
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    // The list's own base is transparent: nothing to mix a surface of.
    const QPalette colors = QGuiApplication::palette();
    painter->setPen(toneColor(colors, tone));
    painter->setBrush(toneSurface(colors, tone));
    painter->drawRoundedRect(badge, height / 2.0, height / 2.0);
    painter->setPen(colors.color(QPalette::Text));
    painter->drawText(badge, Qt::AlignCenter, text);
    painter->restore();
  }
};

}  // namespace

PageList::PageList(QWidget* parent) : QListWidget(parent) {
  setObjectName(QStringLiteral("pageList"));
  setAccessibleName(tr("Pages"));
  setFrameShape(QFrame::NoFrame);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setItemDelegate(new BadgeDelegate(this));
  QPalette colors = palette();
  colors.setBrush(QPalette::Base, Qt::transparent);
  setPalette(colors);
  const int icon = fontMetrics().height() * 5 / 4;
  setIconSize({icon, icon});
}

void PageList::addPage(const QAction& action) {
  const QString text = QString(action.text()).remove(QLatin1Char('&'));
  auto* item = new QListWidgetItem(action.icon(), text, this);
  item->setToolTip(action.toolTip());
  item->setSizeHint({0, fontMetrics().height() * 9 / 4});
  int widest = 0;
  for (int i = 0; i < count(); ++i) {
    widest = qMax(widest, fontMetrics().horizontalAdvance(this->item(i)->text()));
  }
  setFixedWidth(widest + iconSize().width() + fontMetrics().averageCharWidth() * 6);
}

void PageList::setBadge(int row, int count, Tone tone) {
  QListWidgetItem* page = item(row);
  if (badge(row) == count && page->data(toneRole).toInt() == static_cast<int>(tone)) return;
  page->setData(toneRole, static_cast<int>(tone));
  page->setData(badgeRole, count);
  page->setData(Qt::AccessibleTextRole,
                count == 0 ? page->text() : tr("%1, %2").arg(page->text()).arg(count));
}

int PageList::badge(int row) const { return item(row)->data(badgeRole).toInt(); }

}  // namespace views

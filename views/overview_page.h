// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QList>

#include "genmsg/observe/node.h"
#include "views/page.h"

class QFormLayout;
class QLabel;

namespace views {

class TopProcesses;

/// The Overview page: what a node is, how much of its limits it uses, and the processes that stand
/// out. OTP observer's System.
/// Threads: GUI thread.
class OverviewPage final : public Page {
  Q_OBJECT

 public:
  explicit OverviewPage(const genmsg::NodeInfo& info, QWidget* parent = nullptr);

  void applyView(const models::NodeViewPtr& view) override;

 protected:
  void changeEvent(QEvent* event) override;

 private:
  QWidget* setUpNode(const genmsg::NodeInfo& info);
  QWidget* setUpLoad();
  QWidget* setUpLimits();
  QLabel* addRow(QFormLayout* form, const char* name, const QString& title, const QString& toolTip,
                 const QString& text = QString());
  void set(const char* name, const QString& text);
  /// `used` of `limit`, in the colour and with the sign of an error when it is nearly all.
  void setShare(const char* name, std::uint64_t used, std::uint64_t limit);
  void applyNode(const models::NodeView& view);
  void applyLoad(const models::NodeView& view);

  bool m_embedded;  // the node is in this program
  QHash<QLatin1String, QLabel*> m_values;
  QList<TopProcesses*> m_tops;
  models::NodeViewPtr m_view;
};

}  // namespace views

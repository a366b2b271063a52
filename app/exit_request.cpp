// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exit_request.h"

#include <algorithm>

#include "app/selection.h"
#include "models/format.h"

namespace app {

using views::ExitDialog;

ExitRequest::ExitRequest(models::NodeClient* client, const Selection* selection,
                         ExitDialog::Kind kind, std::vector<genmsg::Pid> pids, QWidget* parent)
    : QObject(parent), m_client(client), m_selection(selection), m_pids(std::move(pids)) {
  const std::size_t named = std::min(m_pids.size(), ExitDialog::mostNamed);
  for (std::size_t i = 0; i < named; ++i) m_names.push_back(m_selection->nameOf(m_pids[i]));
  m_dialog = new ExitDialog(kind, victims(), m_pids.size(), parent);
  connect(m_client, &models::NodeClient::viewReady, this, &ExitRequest::update);
  connect(m_dialog, &ExitDialog::confirmed, this, [this](const genmsg::Term& reason, bool always) {
    Q_EMIT confirmed(m_pids, reason, always);
  });
  connect(m_dialog, &QDialog::finished, this, [this] {
    m_client->disconnect(this);  // the dialog goes first
    deleteLater();
  });
  m_dialog->open();
}

std::vector<views::Victim> ExitRequest::victims() const {
  const models::NodeViewPtr view = m_client->view();
  std::vector<views::Victim> victims;
  for (std::size_t i = 0; i < m_names.size(); ++i) {
    views::Victim victim{m_pids[i], m_names[i], {}, 0, false};
    const std::uint32_t row = view == nullptr ? models::noRow : view->rowOf(m_pids[i]);
    victim.exited = row == models::noRow;
    if (!victim.exited) {
      victim.initialCall = models::formatAtom(view->process(row).initial_call);
      victim.mailbox = view->process(row).mailbox;
    }
    victims.push_back(std::move(victim));
  }
  return victims;
}

void ExitRequest::update() { m_dialog->setVictims(victims()); }

}  // namespace app

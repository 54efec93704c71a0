// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IPriceOracle} from "../oracle/IPriceOracle.sol";
import {IVaultRules, Mandate, Trade} from "./Mandate.sol";
import {Book, ShareBook} from "./ShareBook.sol";
import {ShareTerms, ShareVault} from "./ShareVault.sol";
import {Desk, DeskContext, Filled, TradeDesk} from "./TradeDesk.sol";

/// @title Capital behind one model: a share vault whose agent trades within a mandate
/// @notice The agent can trade and nothing else: only assets of the mandate, only through adapters of the mandate that
/// governance still approves, each trade within the mandate's slippage against the oracle, all trades of a window together
/// within its limit, no position larger than its part. When a share falls too far below its highest price the breaker trips
/// and stays: from then on the agent can only sell back into the vault's asset, until governance resumes the vault.
/// @dev Cloned by ModelVaultFactory, whose approvals it reads. Positions are counted here, never read from balances.
contract ModelVault is ShareVault {
    using ShareBook for Book;
    using TradeDesk for Desk;

    uint256 private constant BPS = 10_000;

    IVaultRules public immutable RULES;
    IPriceOracle public immutable ORACLE;
    /// @notice Where performance fees are divided.
    address public immutable SPLITTER;

    /// @notice Who may trade.
    address public agent;
    /// @notice Who names the agent: the model's owner.
    address public manager;
    Desk private _desk;

    event AgentSet(address indexed agent);
    event ManagerSet(address indexed manager);
    event MandateSet(Mandate mandate);
    event AdapterRemoved(address indexed adapter);
    event AssetRemoved(address indexed token);
    event Traded(
        address indexed adapter,
        address indexed tokenIn,
        address indexed tokenOut,
        uint256 amountIn,
        uint256 amountOut,
        uint256 lost
    );
    event BreakerTripped(uint256 price, uint256 peak);

    error AddressZero();
    error NotAgent(address caller, address agent);
    error NotManager(address caller, address manager);
    error NotRules(address caller, address rules);

    modifier onlyManager() {
        if (msg.sender != manager) revert NotManager(msg.sender, manager);
        _;
    }

    modifier onlyRules() {
        if (msg.sender != address(RULES)) revert NotRules(msg.sender, address(RULES));
        _;
    }

    constructor(IVaultRules rules, IPriceOracle oracle, address splitter) {
        if (address(rules) == address(0) || address(oracle) == address(0) || splitter == address(0)) revert AddressZero();
        (RULES, ORACLE, SPLITTER) = (rules, oracle, splitter);
        _disableInitializers();
    }

    /// @notice Makes a clone a vault. Called once, by the factory that cloned it.
    function initialize(ShareTerms calldata shareTerms_, Mandate calldata mandate, address manager_, address agent_)
        external
        initializer
        onlyRules
    {
        __ShareVault_init(shareTerms_);
        _desk.open(RULES, address(shareTerms_.asset), mandate);
        emit MandateSet(mandate);
        _setManager(manager_);
        _setAgent(agent_);
    }

    // The agent.

    /// @notice Trades within the mandate. When the breaker trips on the way in, nothing is traded and 0 is returned: a revert
    /// would undo the trip.
    /// @return received Atoms of `tokenOut` that came in.
    function executeTrade(Trade calldata trade) external nonReentrant returns (uint256 received) {
        if (msg.sender != agent) revert NotAgent(msg.sender, agent);
        bool wasHalted = isHalted();
        Book memory traded = _refresh();
        if (isHalted() && !wasHalted) return 0;
        uint256 grossBefore = traded.gross();
        Filled memory filled =
            _desk.fill(DeskContext(RULES, ORACLE, asset(), traded.idle, grossBefore, wasHalted), trade);
        (traded.idle, traded.deployed) = (filled.cash, filled.deployed);
        // What this booking adds is minted by it.
        traded.feeShares = 0;
        _setInvested(_desk.positions.length > 0);
        emit Traded(trade.adapter, trade.tokenIn, trade.tokenOut, filled.spent, filled.received, filled.lost);
        _settle(traded, grossBefore);
        return filled.received;
    }

    // The manager: names the agent, and can only ever make the mandate narrower.

    /// @notice Names who may trade; nobody when zero.
    function setAgent(address agent_) external onlyManager {
        _setAgent(agent_);
    }

    /// @notice Hands the vault's management over.
    function setManager(address manager_) external onlyManager {
        _setManager(manager_);
    }

    /// @notice Takes an adapter out of the mandate.
    function removeAdapter(address adapter) external onlyManager {
        _desk.hasAdapter[adapter] = false;
        emit AdapterRemoved(adapter);
    }

    /// @notice Takes an asset out of the mandate; what is held of it can still be sold.
    function removeAsset(address token) external onlyManager {
        _desk.holdings[token].listed = false;
        emit AssetRemoved(token);
    }

    /// @notice Stops entry and all trades but those back into the vault's asset. Exits go on.
    function halt() external nonReentrant {
        if (msg.sender != manager && msg.sender != address(RULES)) revert NotManager(msg.sender, manager);
        _setHalted(true);
    }

    /// @notice Lets a halted vault go on; its drawdown counts from today's price. By governance, through the rules.
    function resume() external nonReentrant onlyRules {
        Book memory booked = _refresh();
        _setPeak(booked.priceAt(booked.net(), Math.Rounding.Floor));
        _setHalted(false);
    }

    // Reading.

    /// @notice What goes in and comes out, and what everything is counted in.
    function asset() public view override returns (address) {
        return abi.decode(Clones.fetchCloneArgs(address(this)), (address));
    }

    /// @notice Open positions: tokens and atoms of each.
    function positions() external view nonReentrantView returns (address[] memory tokens, uint256[] memory amounts) {
        tokens = _desk.positions;
        amounts = new uint256[](tokens.length);
        for (uint256 i = 0; i < tokens.length; ++i) {
            amounts[i] = _desk.holdings[tokens[i]].amount;
        }
    }

    /// @notice The assets that the mandate was made with.
    function assets() external view returns (address[] memory) {
        return _desk.assets;
    }

    /// @notice What the vault counts as its own of `token`, and whether the mandate still names it.
    function holdingOf(address token) external view nonReentrantView returns (uint256 amount, bool listed) {
        return (_desk.holdings[token].amount, _desk.holdings[token].listed);
    }

    /// @notice Whether the mandate still names `adapter`.
    function hasAdapter(address adapter) external view returns (bool) {
        return _desk.hasAdapter[adapter];
    }

    /// @notice The numbers of the mandate, and how much of its slippage window is used, with 18 decimals.
    function limits()
        external
        view
        returns (
            uint256 slippageBpsMax,
            uint256 windowSlippageBpsMax,
            uint256 windowSeconds,
            uint256 positionBpsMax,
            uint256 drawdownBpsMax,
            uint256 spentWad,
            uint256 spentAt
        )
    {
        return (
            _desk.slippageBpsMax,
            _desk.windowSlippageBpsMax,
            _desk.windowSeconds,
            _desk.positionBpsMax,
            _desk.drawdownBpsMax,
            _desk.spentWad,
            _desk.spentAt
        );
    }

    // For the share vault.

    function _deployedValue() internal view override returns (uint256) {
        return _desk.worth(ORACLE, asset());
    }

    function _shareHoldings(address receiver, uint256 part, uint256 whole) internal override {
        (address[] memory tokens, uint256[] memory amounts) = _desk.giveOut(part, whole);
        for (uint256 i = 0; i < tokens.length; ++i) {
            _owe(tokens[i], receiver, amounts[i]);
        }
    }

    function _feeSplitter() internal view override returns (address) {
        return SPLITTER;
    }

    /// @dev The breaker: latches, so nothing here may revert.
    function _afterReport(Book memory reported) internal override {
        if (isHalted()) return;
        uint256 price = reported.priceAt(reported.net(), Math.Rounding.Floor);
        if (price >= Math.mulDiv(reported.peak, BPS - _desk.drawdownBpsMax, BPS)) return;
        emit BreakerTripped(price, reported.peak);
        _setHalted(true);
    }

    // Inside.

    function _setAgent(address agent_) private {
        agent = agent_;
        emit AgentSet(agent_);
    }

    function _setManager(address manager_) private {
        if (manager_ == address(0)) revert AddressZero();
        manager = manager_;
        emit ManagerSet(manager_);
    }
}
